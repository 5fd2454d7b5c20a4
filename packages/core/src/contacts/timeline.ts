import type { TimelineEntry } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { eventName, type Id } from '../lib/index.ts';
import type { events, LoggedEvent } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { BatchContext } from './apply-events.ts';
import { personPeriods } from './person.ts';
import type { eventTypes } from './tables.ts';

/** Adds each person's events to their timeline; events without a person stay only in the log. */
export async function writeTimeline(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  personOf: (event: LoggedEvent) => string | null,
): Promise<void> {
  const owned = events.flatMap((event) => {
    const personId = personOf(event);
    return personId === null ? [] : [{ event, personId }];
  });
  if (owned.length === 0) return;
  const typeIdOf = await numberTypes(
    ctx,
    owned.map(({ event }) => event),
  );
  const entries = owned.map(({ event, personId }) => ({
    seq: event.seq,
    tenantId: event.tenantId,
    personId,
    occurredAt: event.occurredAt,
    typeId: event.context.bot === true ? null : typeIdOf(event),
    productId: event.type === 'product_viewed' ? readText(event.properties.productId) : null,
  }));
  // In the order of the index: a tenth less work for Postgres than in the order of the log.
  await ctx.db.query(sql`
    insert into timeline (seq, tenant_id, person_id, occurred_at, type_id, product_id)
    select "seq", "tenantId", "personId", "occurredAt", "typeId", "productId"
    from jsonb_to_recordset(${JSON.stringify(entries)}::text::jsonb) as t ("seq" bigint, "tenantId" text,
      "personId" text, "occurredAt" timestamptz, "typeId" int, "productId" text)
    order by "tenantId", "personId" on conflict do nothing`);
}

const readText = (value: unknown): string | null => (typeof value === 'string' ? value : null);

type NumberedType = Pick<typeof eventTypes.$inferSelect, 'id' | 'tenantId' | 'type'>;

/** Finds or creates the numbers of the types of events. */
async function numberTypes(ctx: BatchContext, events: readonly LoggedEvent[]): Promise<(event: LoggedEvent) => number> {
  const keyOf = ({ tenantId, type }: { tenantId: string; type: string }) => `${tenantId}\n${type}`;
  const wanted = new Map(events.map(({ tenantId, type }) => [keyOf({ tenantId, type }), { tenantId, type }]));
  const rows = JSON.stringify([...wanted.values()]);
  const given = sql`jsonb_to_recordset(${rows}::text::jsonb) as g ("tenantId" text, "type" text)`;
  const read = () =>
    ctx.db.query<NumberedType>(sql`
      select y.id, y.tenant_id as "tenantId", y.type from ${given}
      join event_types y on y.tenant_id = g."tenantId" and y.type = g."type"`);
  let known = await read();
  if (known.length < wanted.size) {
    await ctx.db.query(sql`
      insert into event_types (tenant_id, type) select "tenantId", "type" from ${given}
      order by 1, 2 on conflict do nothing`);
    known = await read();
  }
  const ids = new Map(known.map((row) => [keyOf(row), row.id]));
  return (event) => ids.get(keyOf(event))!;
}

/** The numbers by which a shop's types of events are named on timelines. */
export async function readEventTypes(ctx: AnyContext, tenantId: Id<'ten'>): Promise<ReadonlyMap<string, number>> {
  const rows = await ctx.db.query<Pick<NumberedType, 'id' | 'type'>>(sql`
    select id, type from event_types where tenant_id = ${tenantId}`);
  return new Map(rows.map(({ id, type }) => [type, id]));
}

/** Removes events that leave the log from the timeline. */
export async function forgetTimeline(ctx: BatchContext, events: readonly LoggedEvent[]): Promise<void> {
  await ctx.db.query(sql`
    delete from timeline where seq in (
      select value::bigint from jsonb_array_elements_text(${JSON.stringify(events.map(({ seq }) => seq))}::text::jsonb))`);
}

type TimelineRow = Pick<
  typeof events.$inferSelect,
  'seq' | 'id' | 'type' | 'occurredAt' | 'receivedAt' | 'isTrusted' | 'properties'
> & { source: string };

export type TimelinePlace = { occurredAt: string; seq: number };

/** What a contact did, identified and in browsers while these were linked to them, newest first. */
export async function readTimeline(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  page: { limit: number; before: TimelinePlace | null },
): Promise<(TimelineEntry & { seq: number })[]> {
  const rows = await ctx.db.query<TimelineRow>(sql`
    with persons as (${personPeriods(tenantId, contactId)})
    select e.seq, e.id, e.type, e.occurred_at as "occurredAt", e.received_at as "receivedAt", s.name as source,
      e.is_trusted as "isTrusted", e.properties
    from persons p cross join lateral (
      select seq, occurred_at from timeline
      where tenant_id = ${tenantId} and person_id = p.id and occurred_at >= p.since and occurred_at < p.until
        and (${page.before?.seq ?? null}::bigint is null
        or (occurred_at, seq) < (${page.before?.occurredAt ?? null}::timestamptz, ${page.before?.seq ?? null}::bigint))
      order by occurred_at desc, seq desc limit ${page.limit}
    ) t
    join events e on e.seq = t.seq
    join sources s on s.id = e.source_id
    order by t.occurred_at desc, t.seq desc limit ${page.limit}`);
  return rows.map((row) => ({
    ...row,
    id: eventName(row.id),
    occurredAt: row.occurredAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
  }));
}
