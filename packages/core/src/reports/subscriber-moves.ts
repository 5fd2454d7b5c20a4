import { sql } from '../db/index.ts';
import type { Statement } from '../ports/index.ts';
import type { Span } from './span.ts';

/**
 * A person joins when `email` is granted in the ledger, and leaves when it is revoked or their mailbox is suppressed because
 * of a complaint, a bounce or the wish of its owner. While such a suppression stands, no grant counts. Only what changes
 * something is a move: a second refusal is none.
 */
const moves = ({ tenantId, end }: Span): Statement => sql`
  stops as materialized (
    select c.id as person, s.suppressed_at as at, case s.reason when 'complained' then 'complaint'
      when 'address_blocked' then 'block' else 'bounce' end as reason
    from suppressions s join contacts c on c.tenant_id = s.tenant_id and c.mailbox_hash = s.address_hash
    where s.tenant_id = ${tenantId} and s.channel = 'email' and s.suppressed_at < ${end} and c.merged_into is null
      and s.reason in ('complained', 'bounced', 'soft_bounced', 'address_blocked')
  ), said as (
    select coalesce(c.merged_into, l.contact_id) as person, (l.record ->> 'recordedAt')::timestamptz as at, l.position,
      l.action = 'granted' as is_in, l.record ->> 'source' as name,
      case when l.action = 'granted' then
        case when l.record ->> 'source' = 'import' then 'import'
          when l.record ->> 'method' in ('double_opt_in', 'single_opt_in', 'form', 'link') then 'form' else 'api' end
      else
        case l.record ->> 'source' when 'import' then 'import' when 'erasure' then 'erasure'
          when 'address_blocked' then 'block' else 'unsubscribe' end
      end as reason
    from consent_ledger l left join contacts c on c.id = l.contact_id
    where l.tenant_id = ${tenantId} and l.type = 'email' and l.action in ('granted', 'revoked')
      and l.record ->> 'recordedAt' < ${end.toISOString()}
  ), entries as (
    select person, at, position, is_in, false as is_stop, reason, name from said
    union all
    -- After what the ledger says of the same moment.
    select person, at, ${Number.MAX_SAFE_INTEGER}::bigint, false, true, reason, null from stops
  ), judged as (
    select person, at, position, reason, name, is_in and not bool_or(is_stop) over (
      partition by person order by at, position rows unbounded preceding) as is_in from entries
  ), changes as (
    select *, lag(is_in) over (partition by person order by at, position) as was_in from judged
  ), moves as (
    select at, case when is_in then 'joined' else 'left' end as change, reason, name from changes
    where is_in is distinct from coalesce(was_in, false)
  )`;

/**
 * Subscribers that joined or left, by day and reason; with the day null, all moves before the span. Both in one pass, since
 * it reads the ledger from its beginning.
 */
export const subscriberMoves = (span: Span): Statement => sql`
  with ${moves(span)}
  select case when at >= ${span.start} then to_char(at at time zone ${span.timezone}, 'YYYY-MM-DD') end as day, change, reason,
    name, count(*)::int as contacts
  from moves group by 1, 2, 3, 4 order by 1, 2, 5 desc, 3, 4`;
