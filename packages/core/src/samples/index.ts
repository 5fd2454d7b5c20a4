import { sql } from '../db/index.ts';
import { type Consumer, createCursors } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { writeGrants, writeRevocations, writeSuppressions } from './consent.ts';
import { writeFounding, writeSessions } from './log.ts';
import { writeContacts, writeVisitors } from './people.ts';
import { Population, type SampleSize } from './population.ts';
import { writeCounts } from './projections.ts';
import { writeDeliveries, writeQuarantine } from './work.ts';

export type { SampleSize };

type Write = (ctx: Context<Transaction>, people: Population, from: number, to: number) => Promise<void>;

/** One table or more, of things that are numbered from 0; each transaction makes `atOnce` of them. */
type Step = { label: string; total: (people: Population) => number; atOnce: number; write: Write };

/** What is read from others comes after them. */
const steps: readonly Step[] = [
  { label: 'how contacts came', total: ({ size }) => size.contacts, atOnce: 100_000, write: writeFounding },
  { label: 'sessions', total: ({ sessions }) => sessions, atOnce: 20_000, write: writeSessions },
  { label: 'visitors', total: ({ visitors }) => visitors, atOnce: 140_000, write: writeVisitors },
  { label: 'contacts', total: ({ size }) => size.contacts, atOnce: 50_000, write: writeContacts },
  { label: 'consent', total: ({ subscribers }) => subscribers, atOnce: 50_000, write: writeGrants },
  { label: 'consent taken back', total: ({ subscribers }) => subscribers, atOnce: 200_000, write: writeRevocations },
  { label: 'suppressions', total: ({ size }) => size.contacts, atOnce: 200_000, write: writeSuppressions },
  { label: 'deliveries', total: ({ subscribers }) => subscribers, atOnce: 100_000, write: writeDeliveries },
  {
    label: 'quarantine',
    total: ({ size }) => Math.floor(size.events / 10_000),
    atOnce: 100_000,
    write: writeQuarantine,
  },
  { label: 'counts', total: () => 1, atOnce: 1, write: writeCounts },
];

/** Timeout in milliseconds for one transaction and for the statistics at the end; chosen for a slow disk. */
const deadline = 10 * 60_000;

/**
 * Fills a tenant with data of a size at which slowness shows, made in sets by the database: the log, and all that
 * the consumers would have made of it. The same size makes the same data.
 * @param consumers all consumers: their cursors move past what is written
 * @param onProgress told after each transaction
 * @throws Error when the tenant has such data already, or events wait to be applied
 */
export async function writeSamples(
  ctx: Context,
  size: SampleSize,
  consumers: readonly Consumer[],
  onProgress: (label: string, done: number, total: number) => void = () => {},
): Promise<void> {
  const people = new Population(size);
  const there = await ctx.db.query(sql`
    select 1 from events where tenant_id = ${size.tenantId} and (anonymous_id like 'sample-%' or email is not null)
      and source_id in (${size.sources.browser}, ${size.sources.server}, ${size.sources.own}) limit 1`);
  if (there.length > 0) throw new Error('the shop has events already: begin with an empty data folder');
  for (const consumer of consumers) await createCursors(ctx.db, consumer);
  for (const { label, total, atOnce, write } of steps) {
    const all = total(people);
    for (let from = 0; from < all; from += atOnce) {
      const to = Math.min(all, from + atOnce);
      await ctx.db.transaction((tx) => write({ ...ctx, db: tx }, people, from, to), { deadline });
      onProgress(label, to, all);
    }
  }
  await ctx.db.query(sql`vacuum analyze`, { deadline });
}

/** About how many bytes that takes on disk, WAL included: measured at 1,000,000 contacts and 10,000,000 events. */
export function sampleBytes({ contacts, events }: Pick<SampleSize, 'contacts' | 'events'>): number {
  return contacts * 5_000 + events * 1_200 + 2e9;
}
