import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';
import type { visitors } from './tables.ts';
import { earliestTouch, latestTouch, readTouch, type Touch } from './touches.ts';
import { linkVisitors } from './visitor-links.ts';

type KnownVisitor = Pick<typeof visitors.$inferSelect, 'id' | 'tenantId' | 'anonymousId'>;

type Seen = {
  /** A new id, until the row is known. */
  id: string;
  tenantId: string;
  anonymousId: string;
  at: string;
  firstTouch: Touch | null;
  lastTouch: Touch | null;
};

/** The owner of an event that names no contact: its visitor, and the contact that the browser is linked to by then. */
export type VisitorOf = (event: LoggedEvent) => { id: string; contactId: string | null } | null;

/**
 * Finds or creates the visitor of each event that names one, records its touches, and links it to the contact where a
 * trusted event names both.
 */
export async function resolveVisitors(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  contactOf: ContactOf,
): Promise<VisitorOf> {
  const seen = new Map<string, Seen>();
  const seenIn = new Map<LoggedEvent, Seen>();
  for (const event of events) {
    if (event.anonymousId === null) continue;
    const key = keyOf(event.tenantId, event.anonymousId);
    const visitor = seen.get(key) ?? firstSeen(ctx, event, event.anonymousId);
    seen.set(key, visitor);
    seenIn.set(event, visitor);
    const touch = readTouch(event);
    if (event.occurredAt > visitor.at) visitor.at = event.occurredAt;
    visitor.firstTouch = earliestTouch(visitor.firstTouch, touch);
    visitor.lastTouch = latestTouch(visitor.lastTouch, touch);
  }
  if (seen.size === 0) return () => null;

  const rows = [...seen.values()].sort((a, b) => (a.anonymousId < b.anonymousId ? -1 : 1));
  const found = await ctx.db.query<KnownVisitor>(sql`
    insert into visitors as v (id, tenant_id, anonymous_id, first_seen_at, last_seen_at, first_touch, last_touch)
    select "id", "tenantId", "anonymousId", "at", "at", "firstTouch", "lastTouch"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as s ("id" text, "tenantId" text, "anonymousId" text, "at" timestamptz, "firstTouch" jsonb, "lastTouch" jsonb)
    on conflict (tenant_id, anonymous_id) do update set
      last_seen_at = greatest(v.last_seen_at, excluded.last_seen_at),
      first_touch = case when v.first_touch ->> 'at' <= excluded.first_touch ->> 'at' then v.first_touch
        else coalesce(excluded.first_touch, v.first_touch) end,
      last_touch = case when v.last_touch ->> 'at' >= excluded.last_touch ->> 'at' then v.last_touch
        else coalesce(excluded.last_touch, v.last_touch) end
    returning v.id, v.tenant_id as "tenantId", v.anonymous_id as "anonymousId"`);
  for (const { id, tenantId, anonymousId } of found) seen.get(keyOf(tenantId, anonymousId))!.id = id;
  const visitorId = (event: LoggedEvent) => seenIn.get(event)?.id ?? null;
  const current = await linkVisitors(ctx, events, visitorId, contactOf);
  return (event) => {
    const id = visitorId(event);
    return id === null ? null : { id, contactId: current.get(id) ?? null };
  };
}

/**
 * Deletes visitors that were last seen before a given time and were never linked to a contact, with their timeline.
 * @param after the place where the last call ended
 * @returns the number of deleted visitors, and the place; null at the end
 */
export async function forgetVisitors(
  ctx: BatchContext,
  tenantId: Id<'ten'>,
  before: Date,
  after: string | null,
  limit: number,
): Promise<{ removed: number; place: string | null }> {
  const looked = await ctx.db.query<Pick<KnownVisitor, 'id' | 'anonymousId'> & { isOld: boolean }>(sql`
    select id, anonymous_id as "anonymousId", last_seen_at < ${before} as "isOld" from visitors
    where tenant_id = ${tenantId} and anonymous_id > ${after ?? ''} order by anonymous_id limit ${limit}`);
  const old = looked.filter(({ isOld }) => isOld).map(({ id }) => id);
  // Locked in one statement and checked in the next: a consumer that is linking one holds its row.
  const locked = await ctx.db.query<Pick<KnownVisitor, 'id'>>(sql`
    select id from visitors where id in ${sql.texts(old)}
    for update skip locked`);
  const gone = await ctx.db.query(sql`
    with gone as (
      delete from visitors v
      where v.id in (select jsonb_array_elements_text(${JSON.stringify(locked.map(({ id }) => id))}::text::jsonb))
        and v.last_seen_at < ${before} and not exists (
          select from visitor_links l where l.visitor_id = v.id and l.contact_id is not null)
      returning v.id
    ), marks as (
      delete from visitor_links l using gone g where l.visitor_id = g.id
    ), past as (
      delete from timeline t using gone g where t.tenant_id = ${tenantId} and t.person_id = g.id
    )
    select id from gone`);
  return { removed: gone.length, place: looked.length < limit ? null : looked.at(-1)!.anonymousId };
}

function firstSeen(ctx: BatchContext, { tenantId, occurredAt }: LoggedEvent, anonymousId: string): Seen {
  return { id: ctx.ids.newId('vis'), tenantId, anonymousId, at: occurredAt, firstTouch: null, lastTouch: null };
}

function keyOf(tenantId: string, anonymousId: string): string {
  return `${tenantId}\n${anonymousId}`;
}
