'use client';

export type { Item, StockHint } from './availability.ts';
export { BackInStock, type BackInStockProps } from './back-in-stock.tsx';
export type { BackInStockTexts } from './texts/index.ts';
export {
  type BackInStockFields,
  type BackInStockOptions,
  type BackInStockState,
  useBackInStock,
} from './use-back-in-stock.ts';
