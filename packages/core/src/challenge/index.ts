export * from './check-challenge.ts';
export * from './form-token.ts';
