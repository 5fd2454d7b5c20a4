import { DrizzleQueryError } from 'drizzle-orm';
import { drizzle, type PgRemoteDatabase } from 'drizzle-orm/pg-proxy';
import type { Queryable } from '../ports/index.ts';

/** Drizzle on our pool or an open transaction: drizzle builds the statement, our session runs it. */
export function toDrizzle(db: Queryable): PgRemoteDatabase {
  return drizzle(async (text, values) => ({ rows: await db.query({ text, values, asArrays: true }) }));
}

const builders = new WeakMap<Queryable, PgRemoteDatabase>();

/**
 * Runs a plain read or write of rows that drizzle builds from the tables of a room.
 * @throws the error of the session, since drizzle's own error quotes the values of the statement
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
