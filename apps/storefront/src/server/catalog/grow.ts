import type { Product } from './product.ts';

export const grow: readonly Product[] = [
  {
    id: 'watering-can',
    title: 'Long-reach watering can',
    category: 'grow',
    teaser: 'Reaches the pot behind the pot behind the chair.',
    story:
      'A thin spout, a wide handle and a balance point where your hand already is. It pours from the back row without drowning the front one, and looks good enough to leave out, which is lucky, because there is no shed.',
    facts: [
      ['Material', 'Powder-coated steel'],
      ['Spout', '34 cm, brass rose'],
      ['Made in', 'Porto'],
    ],
    pictured: 'watering can with a long thin spout',
    variants: [
      { id: 'watering-can-tomato-1l', colour: 'tomato', size: '1.5 litres', price: 3400, stock: 24 },
      { id: 'watering-can-tomato-3l', colour: 'tomato', size: '3 litres', price: 4200, stock: 18 },
      { id: 'watering-can-butter-1l', colour: 'butter', size: '1.5 litres', price: 3400, stock: 15 },
      { id: 'watering-can-butter-3l', colour: 'butter', size: '3 litres', price: 4200, stock: 2 },
      { id: 'watering-can-leaf-1l', colour: 'leaf', size: '1.5 litres', price: 3400, stock: 20 },
      { id: 'watering-can-leaf-3l', colour: 'leaf', size: '3 litres', price: 4200, stock: 0 },
    ],
  },
  {
    id: 'rail-planter',
    title: 'Railing planter',
    category: 'grow',
    teaser: 'Hooks over the rail, holds on in a gale.',
    story:
      'Two steel hooks adjust from 4 to 9 cm, so it fits the rail you have. The hidden tray keeps a week of water inside and off the people on the second floor.',
    facts: [
      ['Material', 'Recycled steel, cork feet'],
      ['Fits rails', '4 to 9 cm wide'],
      ['Reservoir', '2 litres'],
    ],
    pictured: 'planter full of herbs, hooked over a balcony rail',
    variants: [
      { id: 'rail-planter-clay-40', colour: 'clay', size: '40 cm', price: 3800, stock: 22 },
      { id: 'rail-planter-clay-60', colour: 'clay', size: '60 cm', price: 4900, stock: 16 },
      { id: 'rail-planter-night-40', colour: 'night', size: '40 cm', price: 3800, stock: 19 },
      { id: 'rail-planter-night-60', colour: 'night', size: '60 cm', price: 4900, stock: 11 },
    ],
  },
  {
    id: 'herb-seeds',
    title: 'Five-herb seed tin',
    category: 'grow',
    teaser: 'Basil, thyme, chives, parsley and a wild card.',
    story:
      'Five packets chosen for wind, half shade and forgetful people. The fifth is a surprise; last year it was borage and everybody wrote to us about the bees.',
    facts: [
      ['Inside', '5 packets, 600 seeds'],
      ['Sow', 'March to August'],
      ['Tin', 'Keeps tea afterwards'],
    ],
    pictured: 'tin with five seed packets looking out',
    variants: [{ id: 'herb-seeds-leaf', colour: 'leaf', size: null, price: 1650, stock: 60 }],
  },
];
