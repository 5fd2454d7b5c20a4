export { cartsStep } from './carts-step.ts';
export { type CartLine, contentsOf } from './contents.ts';
export { type CartOwner, type OpenCart, readOpenCart, readOpenCarts } from './open-cart.ts';
export { personData } from './person-data.ts';
export { forgetOldCarts, writeAbandonedCarts } from './write-abandoned.ts';
