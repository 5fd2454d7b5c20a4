import type { Product } from './product.ts';

export const sit: readonly Product[] = [
  {
    id: 'folding-stool',
    title: 'Two-minute stool',
    category: 'sit',
    teaser: 'Folds flat, hangs on a nail, seats a guest.',
    story:
      'Oak legs, a canvas seat and one bolt. It folds to 6 cm and lives behind the door until somebody drops by for two minutes and stays until midnight.',
    facts: [
      ['Material', 'Oiled oak, cotton canvas'],
      ['Size', '42 × 38 × 44 cm'],
      ['Carries', '120 kg'],
    ],
    pictured: 'folding stool with a striped canvas seat and oak legs',
    variants: [
      { id: 'folding-stool-tomato', colour: 'tomato', size: null, price: 6800, stock: 14 },
      { id: 'folding-stool-sky', colour: 'sky', size: null, price: 6800, stock: 9 },
      { id: 'folding-stool-leaf', colour: 'leaf', size: null, price: 6800, stock: 12 },
    ],
  },
  {
    id: 'outdoor-rug',
    title: 'Barefoot rug',
    category: 'sit',
    teaser: 'Turns concrete into a room. Airs over the rail.',
    story:
      'Woven from old bottles, soft as cotton, and indifferent to rain. Shake it out over the railing (look down first).',
    facts: [
      ['Material', 'Recycled PET, woven flat'],
      ['Care', 'Hose or machine, 30 °C'],
      ['Fast to light', '7 of 8'],
    ],
    pictured: 'striped rug airing over a balcony rail',
    variants: [
      { id: 'outdoor-rug-plum-small', colour: 'plum', size: '60 × 90 cm', price: 4500, stock: 17 },
      { id: 'outdoor-rug-plum-large', colour: 'plum', size: '90 × 150 cm', price: 7900, stock: 8 },
      { id: 'outdoor-rug-sky-small', colour: 'sky', size: '60 × 90 cm', price: 4500, stock: 13 },
      { id: 'outdoor-rug-sky-large', colour: 'sky', size: '90 × 150 cm', price: 7900, stock: 7 },
    ],
  },
  {
    id: 'floor-cushion',
    title: 'Stackable floor cushion',
    category: 'sit',
    teaser: 'One to sit on, two to nap on.',
    story:
      'Firm buckwheat below, soft wool above, a cover that shrugs off drizzle. The side handle is there to carry it in when it pours.',
    facts: [
      ['Cover', 'Waxed cotton, zipped'],
      ['Filling', 'Buckwheat and wool'],
      ['Size', '50 cm across, 14 cm high'],
    ],
    pictured: 'stack of two round floor cushions',
    variants: [
      { id: 'floor-cushion-butter', colour: 'butter', size: null, price: 5400, stock: 16 },
      { id: 'floor-cushion-tomato', colour: 'tomato', size: null, price: 5400, stock: 21 },
      { id: 'floor-cushion-night', colour: 'night', size: null, price: 5400, stock: 10 },
    ],
  },
];
