import { DrizzleQueryError } from 'drizzle-orm';
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { Queryable } from '../ports/index.ts';

/** Drizzle over our pool or an open transaction: it builds the statement, our session runs it. There is one way to the database. */
export function toDrizzle(db: Queryable): PgRemoteDatabase {
  return drizzle(async (text, values) => ({ rows: await db.query({ text, values, asArrays: true }) }));
}

const builders = new WeakMap<Queryable, PgRemoteDatabase>();

/**
 * Runs a plain read or write of rows that drizzle builds from the tables of a room.
 * @throws what the session throws: the error that drizzle makes of it quotes the values of the statement
 * @example
 * await withBuilder(ctx.db, (build) => build.select().from(tenants).where(eq(tenants.id, tenantId)));
 */
export async function withBuilder<T>(db: Queryable, make: (build: PgRemoteDatabase) => PromiseLike<T>): Promise<T> {
  const build = builders.get(db) ?? toDrizzle(db);
  builders.set(db, build);
  try {
    return await make(build);
  } catch (error) {
    throw error instanceof DrizzleQueryError ? error.cause : error;
  }
}
