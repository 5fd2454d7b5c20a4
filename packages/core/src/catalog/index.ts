export { readProduct, type ShownProduct, saveProducts } from './products.ts';
export { type Restock, readAvailability, setStock } from './stock.ts';
