import type { html } from 'hono/html';
import type { Assets } from '../http/assets.ts';
import type { Stock } from '../orders/stock.ts';

export type Html = ReturnType<typeof html>;

/** Data about the shop that every page needs. */
export type PageContext = {
  apiUrl: string;
  writeKey: string;
  assets: Assets;
  stock: Stock;
  /** Scheme and host as the shopper typed them. */
  origin: string;
};
