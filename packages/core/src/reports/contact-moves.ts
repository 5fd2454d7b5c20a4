import { sql } from '../db/index.ts';
import type { Statement } from '../ports/index.ts';
import type { Span } from './span.ts';

/** Merged contacts are part of another one. */
const isOne = sql.trusted('c.merged_into is null');

/**
 * Contacts that were created or erased, by day and reason. A contact came by the form whose sign-up was made within a minute
 * of it, else by the first event on its timeline.
 */
export const contactMoves = ({ tenantId, timezone, start, end }: Span): Statement => sql`
  with joined as materialized (
    select c.id, c.created_at as at from contacts c
    where c.tenant_id = ${tenantId} and ${isOne} and c.created_at >= ${start} and c.created_at < ${end}
  ), moves as (
    select j.at, 'joined' as change,
      case when g.name is not null then 'form' when f.type = 'placed_order' then 'order' when f.kind = 'server' then 'api'
        when f.kind = 'beckon' then 'form' else coalesce(f.kind, 'unknown') end as reason, coalesce(g.name, f.name) as name
    from joined j
    left join lateral (
      select s.name from sign_ups g join sources s on s.id = g.source_id
      where g.tenant_id = ${tenantId} and g.contact_id = j.id
        and g.requested_at between j.at - interval '1 minute' and j.at + interval '1 minute'
      order by g.requested_at limit 1
    ) g on true
    left join lateral (
      select e.type, s.kind, s.name from timeline t join events e on e.seq = t.seq join sources s on s.id = e.source_id
      where t.tenant_id = ${tenantId} and t.person_id = j.id order by t.occurred_at, t.seq limit 1
    ) f on g.name is null
    union all
    select c.erased_at, 'left', 'erasure', null from contacts c
    where c.tenant_id = ${tenantId} and ${isOne} and c.erased_at >= ${start} and c.erased_at < ${end}
  )
  select to_char(at at time zone ${timezone}, 'YYYY-MM-DD') as day, change, reason, name, count(*)::int as contacts
  from moves group by 1, 2, 3, 4 order by 1, 2, 5 desc, 3, 4`;

/** How many contacts there were before the span. */
export const contactsBefore = ({ tenantId, start }: Span): Statement => sql`
  select count(*)::int - count(*) filter (where c.erased_at < ${start})::int as total from contacts c
  where c.tenant_id = ${tenantId} and ${isOne} and c.created_at < ${start}`;
