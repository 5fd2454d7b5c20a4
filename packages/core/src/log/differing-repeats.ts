import { sql } from '../db/index.ts';
import type { Queryable } from '../ports/index.ts';
import type { StoredEvent } from './event.ts';

/**
 * Compares repeats with the logged events that have the same ids, and counts those with different content per source.
 * Context and time of receipt are not compared: a library that resends an event may send another `sentAt`, and a time
 * corrected by it is compared as the client claimed it. An event sent without a time has the time of its receipt, which
 * is not compared. Events that were erased or redacted since cannot be compared and count as equal.
 * @param repeats events that were not stored because their ids already existed
 * @returns those that differ
 */
export async function countDiffering(db: Queryable, repeats: readonly StoredEvent[]): Promise<Set<StoredEvent>> {
  const given = repeats.map(({ context: _, ...event }, place) => ({ ...event, place }));
  const rows = await db.query<{ place: number }>(sql`
    with repeated as (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as r (
        "place" int, "tenantId" text, "sourceId" text, "id" uuid, "type" text, "anonymousId" text, "userId" text,
        "email" text, "properties" jsonb, "occurredAt" timestamptz, "claimedAt" timestamptz, "receivedAt" timestamptz)
    ), differing as (
      select r."place", r."tenantId", r."sourceId", r."receivedAt"
      from repeated r join events e on e.tenant_id = r."tenantId" and e.source_id = r."sourceId" and e.id = r."id"
      where (
        (e.type, e.anonymous_id, e.user_id, e.properties)
          is distinct from (r."type", r."anonymousId", r."userId", r."properties")
        -- An address beside a user id may have been redacted.
        or e.email is distinct from r."email" and not (e.email is null and e.user_id is not null)
        or coalesce(e.claimed_at, nullif(e.occurred_at, e.received_at))
          <> coalesce(r."claimedAt", nullif(r."occurredAt", r."receivedAt"))
      ) and not (
        e.anonymous_id is null and e.user_id is null and e.email is null and e.context = '{}'
        and e.properties = erased_properties(e.type, e.is_trusted, e.properties)
      ) and position('[erased]' in e.properties::text) = 0
    ), counted as (
      insert into differing_repeats as d (tenant_id, source_id, repeats, last_at)
      select "tenantId", "sourceId", count(*), max("receivedAt") from differing
      group by "tenantId", "sourceId" order by "sourceId"
      on conflict (source_id) do update set repeats = d.repeats + excluded.repeats,
        last_at = greatest(d.last_at, excluded.last_at)
    )
    select "place" from differing`);
  return new Set(rows.map(({ place }) => repeats[place]!));
}
