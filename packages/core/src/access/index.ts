export * from './sign-in-tables.ts';
export * from './sources.ts';
export * from './tenants.ts';
