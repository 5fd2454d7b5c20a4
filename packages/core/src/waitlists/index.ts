export * from './confirm.ts';
export * from './expiry.ts';
export * from './join.ts';
export * from './leave-on-purchase.ts';
export * from './move-entries.ts';
export * from './read-entries.ts';
export * from './restock.ts';
export * from './waves.ts';
