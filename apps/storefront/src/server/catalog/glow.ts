import type { Product } from './product.ts';

export const glow: readonly Product[] = [
  {
    id: 'storm-lantern',
    title: 'Storm lantern',
    category: 'glow',
    teaser: 'A flame that does not mind the weather.',
    story:
      'The classic shape, for oil or for the small LED that comes with it. Turn the wheel and the evening gets longer.',
    facts: [
      ['Material', 'Tin-plated steel, glass'],
      ['Burns', '20 hours a filling'],
      ['Height', '26 cm'],
    ],
    pictured: 'storm lantern with a burning flame',
    variants: [
      { id: 'storm-lantern-night', colour: 'night', size: null, price: 4600, stock: 15 },
      { id: 'storm-lantern-tomato', colour: 'tomato', size: null, price: 4600, stock: 12 },
      { id: 'storm-lantern-chalk', colour: 'chalk', size: null, price: 4600, stock: 3 },
    ],
  },
  {
    id: 'festoon-lights',
    title: 'Corner-to-corner festoon',
    category: 'glow',
    teaser: 'Warm bulbs, one plug, instant piazza.',
    story:
      'Frosted bulbs on a cloth cable with a hook at every socket. Long enough to cross a balcony twice, warm enough that nobody looks tired.',
    facts: [
      ['Light', '2,200 K, dimmable'],
      ['Weather', 'IP44'],
      ['Draws', '6 W'],
    ],
    pictured: 'string of glowing bulbs against the evening',
    variants: [
      { id: 'festoon-lights-5m', colour: 'butter', size: '5 metres', price: 3900, stock: 26 },
      { id: 'festoon-lights-10m', colour: 'butter', size: '10 metres', price: 5900, stock: 19 },
    ],
  },
  {
    id: 'citronella-candle',
    title: 'Keep-off candle',
    category: 'glow',
    teaser: 'Citronella, cedar, no mosquitoes.',
    story:
      'Poured into a hand-thrown cup that is yours for pencils afterwards. It smells of lemon peel and a clean shed. A small batch each month; this one is gone.',
    facts: [
      ['Wax', 'Rapeseed and soy'],
      ['Burns', '45 hours'],
      ['Cup', 'Stoneware, 9 cm'],
    ],
    pictured: 'candle burning in a hand-thrown cup',
    variants: [{ id: 'citronella-candle-clay', colour: 'clay', size: null, price: 2400, stock: 0 }],
  },
];
