export const colours = {
  tomato: 'Tomato',
  butter: 'Butter',
  leaf: 'Leaf',
  sky: 'Sky',
  plum: 'Plum',
  chalk: 'Chalk',
  clay: 'Clay',
  night: 'Night',
} as const;

export type ColourId = keyof typeof colours;

export const categories = {
  grow: { name: 'Grow', about: 'Pots, water and a head start on basil.' },
  sit: { name: 'Sit', about: 'Folds, stacks or hangs over the rail.' },
  glow: { name: 'Glow', about: 'Light that flatters everyone, including the neighbours.' },
  serve: { name: 'Serve', about: 'For two people and one very small table.' },
} as const;

export type CategoryId = keyof typeof categories;

export type Variant = {
  id: string;
  colour: ColourId;
  size: string | null;
  /** In minor units, including tax. */
  price: number;
  /** Pieces in stock at the start. */
  stock: number;
};

export type Product = {
  id: string;
  title: string;
  category: CategoryId;
  /** One line, for product cards and search engines. */
  teaser: string;
  story: string;
  facts: readonly (readonly [name: string, value: string])[];
  /** Description of the picture, used after the colour: "a … watering can". */
  pictured: string;
  variants: readonly Variant[];
};
