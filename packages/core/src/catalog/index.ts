export * from './products.ts';
export * from './stock.ts';
