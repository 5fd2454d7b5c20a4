import type { Product } from './product.ts';

export const serve: readonly Product[] = [
  {
    id: 'enamel-mug',
    title: 'First-coffee mug',
    category: 'serve',
    teaser: 'Falls off the rail and lives.',
    story:
      'Two coats of enamel on steel, a rim that stays cool and a handle for three fingers. Chips are character; the fourth-floor drop test was an accident.',
    facts: [
      ['Material', 'Enamelled steel'],
      ['Holds', '350 ml'],
      ['Care', 'Dishwasher yes, microwave no'],
    ],
    pictured: 'enamel mug of steaming coffee',
    variants: [
      { id: 'enamel-mug-chalk', colour: 'chalk', size: null, price: 1850, stock: 40 },
      { id: 'enamel-mug-sky', colour: 'sky', size: null, price: 1850, stock: 33 },
      { id: 'enamel-mug-tomato', colour: 'tomato', size: null, price: 1850, stock: 28 },
    ],
  },
  {
    id: 'rail-table',
    title: 'Clip-on rail table',
    category: 'serve',
    teaser: 'Room for two plates and both elbows.',
    story:
      'A half-round of steel that hooks over the railing and folds down flat when the laundry needs the space. No drill, no landlord.',
    facts: [
      ['Material', 'Powder-coated steel'],
      ['Size', '60 × 38 cm'],
      ['Carries', '15 kg'],
    ],
    pictured: 'half-round table clipped to a balcony rail, set for an afternoon drink',
    variants: [
      { id: 'rail-table-leaf', colour: 'leaf', size: null, price: 8900, stock: 9 },
      { id: 'rail-table-butter', colour: 'butter', size: null, price: 8900, stock: 6 },
      { id: 'rail-table-chalk', colour: 'chalk', size: null, price: 8900, stock: 0 },
    ],
  },
  {
    id: 'carafe-set',
    title: 'Carafe and two glasses',
    category: 'serve',
    teaser: 'Water by day. You decide about the evening.',
    story:
      'Blown in one colour so that the light through it falls on the table in one colour. The smaller glass sits on the neck as a lid and keeps the wasps out.',
    facts: [
      ['Material', 'Mouth-blown glass'],
      ['Holds', '0.8 litres'],
      ['Made in', 'Hebron'],
    ],
    pictured: 'coloured glass carafe with two tumblers',
    variants: [
      { id: 'carafe-set-sky', colour: 'sky', size: null, price: 5200, stock: 13 },
      { id: 'carafe-set-leaf', colour: 'leaf', size: null, price: 5200, stock: 11 },
      { id: 'carafe-set-plum', colour: 'plum', size: null, price: 5200, stock: 8 },
    ],
  },
];
