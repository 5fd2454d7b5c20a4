export * from './client.ts';
export * from './drizzle.ts';
export * from './durability.ts';
export * from './errors.ts';
export * from './migrate.ts';
export * from './sql.ts';
