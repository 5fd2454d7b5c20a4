export { changeStock, putProducts, type StockChanges, type StockListener } from './change-stock.ts';
export { type ProductReference, readProduct, readProducts, type ShownProduct } from './products.ts';
export { type Restock, readAvailability } from './stock.ts';
export type { stock } from './tables.ts';
