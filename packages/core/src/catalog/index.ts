export { type CatalogListener, changeStock, putProducts, type StockChanges } from './change-stock.ts';
export { type PriceDrop, type ProductReference, readProduct, readProducts, type ShownProduct } from './products.ts';
export { type Restock, readAvailability } from './stock.ts';
export type { stock } from './tables.ts';
