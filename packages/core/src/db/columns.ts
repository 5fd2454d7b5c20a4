import { bigint, customType, text, timestamp } from 'drizzle-orm/pg-core';
import type { Id, IdPrefix } from '../lib/index.ts';

/** An id of ours. */
export const id = <P extends IdPrefix>(name: string, _prefix: P) => text(name).$type<Id<P>>();

/** A point in time. */
export const instant = (name: string) => timestamp(name, { withTimezone: true });

/** Eight bytes in the database, a `number` in the code: up to 2^53 - 1. */
export const wholeNumber = (name: string) => bigint(name, { mode: 'number' });

export const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** The id of a transaction, which numbers do not hold. */
export const transactionId = customType<{ data: string }>({ dataType: () => 'xid8' });

/** JSON as the driver writes it: drizzle's own column makes a text of it first, and the driver a JSON string of that. */
export const json = <T>(name: string) => customType<{ data: T }>({ dataType: () => 'jsonb' })(name);

/**
 * A list of texts, as Postgres writes it: `{plain,"with, comma"}`. Drizzle's own column loses backslashes. An element is
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
