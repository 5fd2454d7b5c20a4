export { type CatalogListener, changeStock, putProducts, type StockChanges } from './change-stock.ts';
export { forgetCatalogChanges, readPriceAt, readPriceDrops } from './price-changes.ts';
export { type PriceDrop, type ProductReference, readProduct, readProducts, type ShownProduct } from './products.ts';
export { type Restock, readAvailability } from './stock.ts';
export { catalogKeptSince, readRestocks, type StockChangeAt, stockAsOf } from './stock-changes.ts';
export type { stock } from './tables.ts';
