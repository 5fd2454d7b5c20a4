import { bigint, customType, text, timestamp } from 'drizzle-orm/pg-core';
import type { Id, IdPrefix } from '../lib/index.ts';

/** An id with one of our prefixes. */
export const id = <P extends IdPrefix>(name: string, _prefix: P) => text(name).$type<Id<P>>();

/** A point in time. */
export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Eight bytes in the database, a `number` in the code: up to 2^53 - 1. */
export const wholeNumber = (name: string) => bigint(name, { mode: 'number' });

export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** A transaction id, which may be too large for a `number`. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * JSON that the driver encodes: drizzle's own column encodes it as text first, which the driver would encode a second
 * time.
 */
export const json = <T>(name: string) => customType<{ data: T }>({ dataType: () => 'jsonb' })(name);

/**
 * A list of texts in Postgres notation: `{plain,"with, comma"}`. Drizzle's own column loses backslashes. Elements are
 * never null.
 */
export const texts = <T extends string = string>(name: string) =>
  customType<{ data: T[]; driverData: string }>({
    dataType: () => 'text[]',
    toDriver: (list) => `{${list.map((one) => `"${one.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`,
    fromDriver: (list) =>
      [...list.matchAll(/"((?:[^"\\]|\\.)*)"|[^,{}]+/gs)].map(
        ([plain, quoted]) => (quoted?.replace(/\\(.)/gs, '$1') ?? plain) as T,
      ),
  })(name);
