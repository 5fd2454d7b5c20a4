import { drizzle } from 'drizzle-orm/pg-proxy';
import type { Db } from '../ports/index.ts';

/** Drizzle over our pool: it builds the statement, our session runs it, so there is one way to the database. */
export function toDrizzle(db: Db) {
  return drizzle(async (text, values) => ({ rows: await db.query({ text, values, asArrays: true }) }));
}
