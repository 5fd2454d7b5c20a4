import { sql } from '../db/index.ts';
import { addressPatterns, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { manyAddresses } from './mentions.ts';
import type { events } from './tables.ts';

/** An event and its bucket. */
export type EventPlace = Pick<typeof events.$inferSelect, 'seq' | 'bucket'>;

const patternsOf = (emails: readonly string[]) => JSON.stringify(emails.flatMap(addressPatterns));

/**
 * Other people's events, received until a given time, that hold one of these addresses: in their text, or beside
 * another person's user id.
 * @param userIds user ids of the person; events with these ids are left out
 */
export function findEventsMentioning(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { emails, userIds }: { emails: readonly string[]; userIds: readonly string[] },
  until: Date,
  limit: number,
): Promise<EventPlace[]> {
  const patterns = sql`array(select jsonb_array_elements_text(${patternsOf(emails)}::text::jsonb))`;
  return ctx.db.query<EventPlace>(sql`
    select distinct e.seq, e.bucket from (
      (select m.seq from event_mentions m where m.tenant_id = ${tenantId} and m.address in ${sql.texts(emails)})
      union all
      (select n.seq from events n where n.tenant_id = ${tenantId} and n.email in ${sql.texts(emails)}
        and n.email is not null and n.user_id is not null and n.user_id not in ${sql.texts(userIds)})
      union all
      (select m.seq from event_mentions m join events n on n.seq = m.seq
        where m.tenant_id = ${tenantId} and m.address = ${manyAddresses}
          and (redact_addresses(n.properties, ${patterns}), redact_addresses(n.context, ${patterns}))
            is distinct from (n.properties, n.context))
    ) found join events e on e.seq = found.seq
    where e.received_at <= ${until} order by e.seq limit ${limit}`);
}

/**
 * Takes the buckets of these events from the workers that lease them: a worker may have an event's text in memory and
 * must not apply it any more. Call it first in the transaction, since workers lock their cursors first.
 */
export async function interruptReaders(ctx: Context<Transaction>, places: readonly EventPlace[]): Promise<void> {
  const buckets = JSON.stringify([...new Set(places.map(({ bucket }) => bucket))]);
  await ctx.db.query(sql`
    select 1 from log_cursors where bucket in (select jsonb_array_elements_text(${buckets}::text::jsonb)::smallint)
    order by consumer, bucket for update`);
  await ctx.db.query(sql`
    update log_cursors set holder = null, lease_until = null, fence = fence + 1
    where bucket in (select jsonb_array_elements_text(${buckets}::text::jsonb)::smallint)`);
}

/**
 * Removes the person from events. Place, type and times stay, and for a booked order its number, amount and currency.
 */
export async function eraseEvents(ctx: Context<Transaction>, places: readonly EventPlace[]): Promise<void> {
  const seqs = JSON.stringify(places.map(({ seq }) => seq));
  await ctx.db.query(sql`
    update events set anonymous_id = null, user_id = null, email = null, context = '{}',
      properties = erased_properties(type, is_trusted, properties)
    where seq in (select jsonb_array_elements_text(${seqs}::text::jsonb)::bigint)`);
  await ctx.db.query(sql`
    delete from event_mentions where seq in (select jsonb_array_elements_text(${seqs}::text::jsonb)::bigint)`);
}

/** Removes addresses from events about other people and leaves the rest of the events unchanged. */
export async function redactEvents(
  ctx: Context<Transaction>,
  emails: readonly string[],
  places: readonly EventPlace[],
): Promise<void> {
  const seqs = JSON.stringify(places.map(({ seq }) => seq));
  const patterns = patternsOf(emails);
  // The trigger compares with these values and allows only the redaction.
  await ctx.db.query(sql`select set_config('beckon.redacted', ${patterns}, true)`);
  await ctx.db.query(sql`
    with p as materialized (select array(select jsonb_array_elements_text(${patterns}::text::jsonb)) as patterns)
    update events e set properties = redact_addresses(e.properties, p.patterns),
      context = redact_addresses(e.context, p.patterns), email = redact_named_address(e.user_id, e.email, p.patterns)
    from p where e.seq in (select jsonb_array_elements_text(${seqs}::text::jsonb)::bigint)`);
  await ctx.db.query(sql`select set_config('beckon.redacted', '', true)`);
  await ctx.db.query(sql`
    delete from event_mentions where address in ${sql.texts(emails)}
      and seq in (select jsonb_array_elements_text(${seqs}::text::jsonb)::bigint)`);
}

/**
 * Whether every transaction up to this one has ended and every consumer has applied what they stored.
 * @param xact the transaction's id
 */
export async function isApplied(ctx: AnyContext, xact: string): Promise<boolean> {
  const [row] = await ctx.db.query<{ isApplied: boolean }>(sql`
    select pg_snapshot_xmin(pg_current_snapshot()) > ${xact}::xid8 and not exists (
      select from log_cursors c where c.xact <= ${xact}::xid8 and exists (
        select from events e where e.bucket = c.bucket and (e.xact, e.seq) > (c.xact, c.seq) and e.xact <= ${xact}::xid8)
    ) as "isApplied"`);
  return row!.isApplied;
}
