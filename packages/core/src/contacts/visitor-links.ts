import type { VisitorLink } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';
import { personIds } from './person.ts';
import type { visitorLinks, visitors } from './tables.ts';

/** Milliseconds for which links and merges can be undone. */
export const undoWindow = 30 * 24 * 60 * 60 * 1_000;

/** `contactId` is null from the time a contact was erased: from then on the user of the browser is unknown. */
type Link = { visitorId: string; contactId: string | null; since: string; seq: number; undoneAt: string | null };

/**
 * Records from when on a browser belonged to which contact, where a trusted event names both. A browser that several
 * people use has one row per change of person; the periods in between are read from `visitor_periods`. A row is added
 * only when the row before it names another contact, so repeated events change nothing and late events are inserted in
 * the right order. One case is not detected: a person's return that was applied before a late event about another
 * person in between.
 * @returns the contact that each visitor of the batch belongs to now
 */
export async function linkVisitors(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  visitorIdOf: (event: LoggedEvent) => string | null,
  contactOf: ContactOf,
): Promise<Map<string, string>> {
  const visitors = [...new Set(events.map(visitorIdOf).filter((id) => id !== null))];
  const known = Map.groupBy(await readLinks(ctx, visitors), ({ visitorId }) => visitorId);
  const added: (Link & Pick<LoggedEvent, 'tenantId' | 'sourceId'>)[] = [];
  for (const event of events) {
    const [visitorId, contactId] = [visitorIdOf(event), contactOf(event)];
    if (visitorId === null || contactId === null) continue;
    const links = known.get(visitorId) ?? [];
    const before = links.findLastIndex((link) => isBefore(link, event));
    if (links[before]?.contactId === contactId && !isRepeated(links[before], event)) continue;
    const link = { visitorId, contactId, since: event.occurredAt, seq: event.seq, undoneAt: null };
    known.set(visitorId, links.toSpliced(before + 1, 0, link));
    added.push({ ...link, tenantId: event.tenantId, sourceId: event.sourceId });
  }
  await insertLinks(ctx, added);
  return new Map(
    [...known].flatMap(([id, links]) => {
      const last = links.at(-1);
      return last?.contactId && last.undoneAt === null ? [[id, last.contactId]] : [];
    }),
  );
}

function isBefore(link: Link, event: LoggedEvent): boolean {
  return link.since < event.occurredAt || (link.since === event.occurredAt && link.seq <= event.seq);
}

/** An undone link holds again only when a newer event says so. */
function isRepeated(link: Link, event: LoggedEvent): boolean {
  return link.undoneAt !== null && event.receivedAt > link.undoneAt;
}

type LinkRow = Pick<typeof visitorLinks.$inferSelect, 'visitorId' | 'contactId' | 'since' | 'seq' | 'undoneAt'>;

async function readLinks(ctx: BatchContext, visitorIds: string[]): Promise<Link[]> {
  if (visitorIds.length === 0) return [];
  const rows = await ctx.db.query<LinkRow>(sql`
    select l.visitor_id as "visitorId", coalesce(c.merged_into, c.id) as "contactId", l.since, l.seq,
      l.undone_at as "undoneAt"
    from visitor_links l left join contacts c on c.id = l.contact_id
    where l.visitor_id in ${sql.texts(visitorIds)}
    order by l.visitor_id, l.since, l.seq`);
  return rows.map((row) => ({
    ...row,
    since: row.since.toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
  }));
}

async function insertLinks(ctx: BatchContext, links: readonly object[]): Promise<void> {
  if (links.length === 0) return;
  await ctx.db.query(sql`
    insert into visitor_links (tenant_id, visitor_id, seq, contact_id, how, since, linked_at)
    select n."tenantId", n."visitorId", n."seq", n."contactId",
      case s.kind when 'browser' then 'signed' when 'beckon' then 'confirmed' else 'server' end, n."since",
      ${ctx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(links)}::text::jsonb) as n (
      "tenantId" text, "visitorId" text, "seq" bigint, "contactId" text, "sourceId" text, "since" timestamptz)
    join sources s on s.id = n."sourceId"`);
}

/** The browsers that were ever linked to a contact, most recently used first. */
export async function readVisitorLinks(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<(VisitorLink & { visitorId: Id<'vis'> })[]> {
  const rows = await ctx.db.query<
    Omit<LinkRow, 'contactId' | 'seq'> &
      Pick<typeof visitorLinks.$inferSelect, 'how' | 'linkedAt'> &
      Pick<typeof visitors.$inferSelect, 'lastSeenAt'>
  >(sql`
    select distinct on (l.visitor_id) l.visitor_id as "visitorId", l.how, l.since, l.linked_at as "linkedAt",
      v.last_seen_at as "lastSeenAt", l.undone_at as "undoneAt"
    from visitor_links l join visitors v on v.id = l.visitor_id
    where l.tenant_id = ${tenantId} and l.contact_id in (${personIds(contactId)})
    order by l.visitor_id, l.since desc, l.seq desc`);
  return rows
    .toSorted((a, b) => b.lastSeenAt.getTime() - a.lastSeenAt.getTime())
    .map((row) => ({
      ...row,
      since: row.since.toISOString(),
      linkedAt: row.linkedAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      undoableUntil: new Date(row.linkedAt.getTime() + undoWindow).toISOString(),
      undoneAt: row.undoneAt?.toISOString() ?? null,
    }));
}

/**
 * Undoes the link of a browser to a contact: its events belong to the visitor again.
 * @throws DomainError `not_found`, `conflict` when it was linked more than 30 days ago
 */
export async function unlinkVisitor(
  ctx: Context,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  visitorId: Id<'vis'>,
): Promise<void> {
  const links = await readVisitorLinks(ctx, tenantId, contactId);
  const link = links.find((link) => link.visitorId === visitorId);
  if (!link) throw new DomainError('not_found', 'this browser was never linked to this contact');
  const now = ctx.clock.now();
  if (link.undoneAt === null && link.undoableUntil < now.toISOString())
    throw new DomainError('conflict', 'a link can only be undone for 30 days');
  await ctx.db.query(sql`
    update visitor_links set undone_at = ${now}
    where tenant_id = ${tenantId} and visitor_id = ${visitorId} and contact_id in (${personIds(contactId)})
      and undone_at is null`);
}
