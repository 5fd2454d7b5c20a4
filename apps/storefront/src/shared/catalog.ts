/** The catalog data for the browser: embedded as JSON in the pages that need it. */
export type ShopVariant = {
  id: string;
  /** "Tomato, 3 litres"; empty if the product has only one variant. */
  label: string;
  colour: string;
  size: string | null;
  /** Minor units of `currency`. */
  price: number;
  /** Pieces in stock. */
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

/** Below this number of pieces a page shows how many are left. */
export const lowStock = 5;

/** Maximum number of pieces of one variant in an order. */
export const maxPerLine = 20;
