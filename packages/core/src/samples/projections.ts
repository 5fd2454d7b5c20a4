import { sql } from '../db/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { Population } from './population.ts';

/** The consumers' counts over all events: by source, bots and widgets. Added to the existing counts. */
export async function writeCounts(
  ctx: Context<Transaction>,
  { size: { tenantId, sources } }: Population,
): Promise<void> {
  const isSample = sql`e.tenant_id = ${tenantId} and e.source_id in (${sources.browser}, ${sources.server}, ${sources.own})`;
  await ctx.db.query(sql`
    with types as materialized (
      select e.source_id, e.type, count(*) as events, count(*) filter (where e.context -> 'bot' = 'true') as bot_events,
        min(e.received_at) as first_at, max(e.received_at) as last_at, (array_agg(e.properties))[1] as properties
      from events e where ${isSample} group by e.source_id, e.type
    ), seen as (
      insert into source_activity (tenant_id, source_id, events, last_seen_at)
      select ${tenantId}, source_id, sum(events), max(last_at) from types group by source_id
      on conflict (source_id) do update set events = excluded.events, last_seen_at = excluded.last_seen_at
    )
    insert into source_schemas (tenant_id, source_id, type, events, bot_events, first_seen_at, last_seen_at, properties, left_out)
    select ${tenantId}, t.source_id, t.type, t.events, t.bot_events, t.first_at, t.last_at, coalesce((
      select jsonb_object_agg(p.key, jsonb_build_object('types', jsonb_build_array(jsonb_typeof(p.value)), 'events', t.events,
        'firstSeenAt', to_char(t.first_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'lastSeenAt', to_char(t.last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
      from jsonb_each(t.properties) p), '{}'), 0
    from types t`);
  await ctx.db.query(sql`
    insert into bot_visitors (tenant_id, anonymous_id, events)
    select ${tenantId}, e.anonymous_id, count(*) from events e
    where ${isSample} and e.context -> 'bot' = 'true' group by e.anonymous_id`);
  await ctx.db.query(sql`
    insert into widget_uses (tenant_id, widget, form_id, variation, day, viewed, started, submitted, succeeded, failed, dismissed)
    select ${tenantId}, properties ->> 'widget', properties ->> 'formId', properties ->> 'variation', (occurred_at at time zone 'UTC')::date,
      count(*) filter (where type = 'widget_viewed'), 0, 0, 0, 0, count(*) filter (where type = 'widget_dismissed')
    from events e where ${isSample} and type in ('widget_viewed', 'widget_dismissed') and e.context -> 'bot' is null
    group by 2, 3, 4, 5`);
}
