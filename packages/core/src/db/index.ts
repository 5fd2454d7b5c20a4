export { and, asc, desc, eq, isNull, lt } from 'drizzle-orm';
export { createDb } from './client.ts';
export { bytes, id, instant, json, texts, transactionId, wholeNumber } from './columns.ts';
export { toDrizzle, withBuilder } from './drizzle.ts';
export { assertDurable } from './durability.ts';
export { DatabaseUnavailable, isDataError, sqlState } from './errors.ts';
export { joinTransaction } from './join-transaction.ts';
export { migrate, migratedAt, readMigrations, splitStatements } from './migrate.ts';
export { sql } from './sql.ts';
