import type { VisitorLink } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';
import { personIds } from './person.ts';

/** Links and merges can be taken back this long, in milliseconds. */
export const undoWindow = 30 * 24 * 60 * 60 * 1_000;

/** `contactId` is null from when on a contact was erased: then it is not known whose the browser is. */
type Link = { visitorId: string; contactId: string | null; since: string; seq: number; undoneAt: string | null };

/**
 * Notes from when on a browser was whose, where a trusted event names both. A browser that several people use has a
 * row for each change of person; the periods between are read from `visitor_periods`. A row is only added where the one
 * before it names somebody else, so repeated events change nothing and late ones fall into their place (only the return
 * of a person, applied before a late event about somebody else in between, is not seen).
 * @returns whose each visitor of the batch is now
 */
export async function linkVisitors(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  visitorIdOf: (event: LoggedEvent) => string | null,
  contactOf: ContactOf,
): Promise<Map<string, string>> {
  const visitors = [...new Set(events.map(visitorIdOf).filter((id) => id !== null))];
  const known = Map.groupBy(await readLinks(ctx, visitors), ({ visitorId }) => visitorId);
  const added: (Link & { tenantId: string; sourceId: string })[] = [];
  for (const event of events) {
    const [visitorId, contactId] = [visitorIdOf(event), contactOf(event)];
    if (visitorId === null || contactId === null) continue;
    const links = known.get(visitorId) ?? [];
    const before = links.findLastIndex((link) => isBefore(link, event));
    if (links[before]?.contactId === contactId && !isSaidAgain(links[before], event)) continue;
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

/** A link that was taken back holds again only when something newer than that says so. */
function isSaidAgain(link: Link, event: LoggedEvent): boolean {
  return link.undoneAt !== null && event.receivedAt > link.undoneAt;
}

async function readLinks(ctx: BatchContext, visitorIds: string[]): Promise<Link[]> {
  if (visitorIds.length === 0) return [];
  const rows = await ctx.db.query<Omit<Link, 'since' | 'undoneAt'> & { since: Date; undoneAt: Date | null }>(sql`
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

/** The browsers that were ever linked to a contact, those in use last first. */
export async function readVisitorLinks(
  ctx: AnyContext,
  tenantId: string,
  contactId: string,
): Promise<(VisitorLink & { visitorId: Id<'vis'> })[]> {
  const rows = await ctx.db.query<{
    visitor_id: Id<'vis'>;
    how: VisitorLink['how'];
    since: Date;
    linked_at: Date;
    last_seen_at: Date;
    undone_at: Date | null;
  }>(sql`
    select distinct on (l.visitor_id) l.visitor_id, l.how, l.since, l.linked_at, v.last_seen_at, l.undone_at
    from visitor_links l join visitors v on v.id = l.visitor_id
    where l.tenant_id = ${tenantId} and l.contact_id in (${personIds(contactId)})
    order by l.visitor_id, l.since desc, l.seq desc`);
  return rows
    .toSorted((a, b) => b.last_seen_at.getTime() - a.last_seen_at.getTime())
    .map((row) => ({
      visitorId: row.visitor_id,
      how: row.how,
      since: row.since.toISOString(),
      linkedAt: row.linked_at.toISOString(),
      lastSeenAt: row.last_seen_at.toISOString(),
      undoableUntil: new Date(row.linked_at.getTime() + undoWindow).toISOString(),
      undoneAt: row.undone_at?.toISOString() ?? null,
    }));
}

/**
 * Takes back that a browser is a contact's: what it did belongs to the visitor again.
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
