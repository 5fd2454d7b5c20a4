import type { Totals } from '../../shared/totals.ts';

export type OrderItem = {
  productId: string;
  variantId: string;
  title: string;
  label: string;
  category: string;
  /** In minor units, from the catalog, never from the browser. */
  price: number;
  quantity: number;
  imageUrl: string;
  url: string;
};

export type Order = {
  id: string;
  placedAt: number;
  email: string;
  firstName: string;
  lastName: string;
  items: readonly OrderItem[];
  totals: Totals;
  /** The account of the order; null for a guest. */
  userId: string | null;
  /** The visitor id of Beckon's tracker; absent without consent. */
  anonymousId: string | null;
  /** The cart of this order, which the browser then empties. */
  cartId: string | null;
};
