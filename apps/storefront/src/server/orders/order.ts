import type { Totals } from '../../shared/totals.ts';

export type OrderItem = {
  productId: string;
  variantId: string;
  title: string;
  label: string;
  category: string;
  /** Minor units, from the catalog: never from the browser. */
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
  /** The account it belongs to; null for a guest. */
  userId: string | null;
  /** The visitor Beckon's tracker knows; absent without consent. */
  anonymousId: string | null;
  /** The cart that became this order: the browser empties it. */
  cartId: string | null;
};
