/** What the browser may know of the catalog: embedded as JSON in the pages that need it. */
export type ShopVariant = {
  id: string;
  /** "Tomato, 3 litres"; empty when the product comes in one form only. */
  label: string;
  colour: string;
  size: string | null;
  /** Minor units of `currency`. */
  price: number;
  /** Pieces left. */
  stock: number;
  imageUrl: string;
  closeUpUrl: string;
  imageAlt: string;
};

export type ShopProduct = {
  id: string;
  title: string;
  category: string;
  url: string;
  variants: ShopVariant[];
};

export const currency = 'USD';

/** Below this many pieces a page says how many are left. */
export const lowStock = 5;

/** The most pieces of one variant that one order may hold. */
export const maxPerLine = 20;
