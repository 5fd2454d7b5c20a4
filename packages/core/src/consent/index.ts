export * from './evidence.ts';
export * from './fold.ts';
export * from './ledger.ts';
export * from './sign-ups.ts';
export * from './state.ts';
export * from './suppression.ts';
export * from './tokens.ts';
export * from './verify-ledger.ts';
