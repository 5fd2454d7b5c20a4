export * from './check-proof.ts';
export * from './form-token.ts';
