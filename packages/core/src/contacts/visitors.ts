import { sql } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';

type KnownVisitor = { id: string; tenant_id: string; anonymous_id: string; contact_id: string | null };
/** The visitor of an event, or null when it names none. */
export type VisitorOf = (event: LoggedEvent) => KnownVisitor | null;

type Seen = { id: string; tenantId: string; anonymousId: string; contactId: string | null; at: string };

/**
 * Finds or makes the visitor of each event that names one, and links it to the contact where a trusted event names
 * both. The newest link wins; it is a pointer, so nothing else has to change.
 */
export async function resolveVisitors(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  contactOf: ContactOf,
): Promise<VisitorOf> {
  const seen = new Map<string, Seen>();
  for (const event of events) {
    if (event.anonymousId === null) continue;
    const key = `${event.tenantId}\n${event.anonymousId}`;
    const known = seen.get(key);
    seen.set(key, {
      id: known?.id ?? ctx.ids.newId('vis'),
      tenantId: event.tenantId,
      anonymousId: event.anonymousId,
      contactId: contactOf(event) ?? known?.contactId ?? null,
      at: known && known.at > event.occurredAt ? known.at : event.occurredAt,
    });
  }
  if (seen.size === 0) return () => null;

  const rows = [...seen.values()].sort((a, b) => (a.anonymousId < b.anonymousId ? -1 : 1));
  const found = await ctx.db.query<KnownVisitor>(sql`
    insert into visitors as v (id, tenant_id, anonymous_id, contact_id, linked_at, first_seen_at, last_seen_at)
    select "id", "tenantId", "anonymousId", "contactId", case when "contactId" is not null then ${ctx.clock.now()}::timestamptz end,
      "at", "at"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as s ("id" text, "tenantId" text, "anonymousId" text, "contactId" text, "at" timestamptz)
    on conflict (tenant_id, anonymous_id) do update set
      last_seen_at = greatest(v.last_seen_at, excluded.last_seen_at),
      contact_id = coalesce(excluded.contact_id, v.contact_id),
      linked_at = case when excluded.contact_id is distinct from v.contact_id
        then coalesce(excluded.linked_at, v.linked_at) else v.linked_at end
    returning v.id, v.tenant_id, v.anonymous_id, v.contact_id`);
  const visitors = new Map(found.map((row) => [`${row.tenant_id}\n${row.anonymous_id}`, row]));
  return (event) => visitors.get(`${event.tenantId}\n${event.anonymousId}`) ?? null;
}
