import { eventCatalogVersion } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { sendDelivery } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { chance, type Population } from './population.ts';

const s = sql.trusted('s');
const contact = sql`(s / 62 * 100 + s % 62)`;

/** The welcome messages of a range of subscribers, and the jobs of the last 30 days. */
export async function writeDeliveries(
  ctx: Context<Transaction>,
  people: Population,
  from: number,
  to: number,
): Promise<void> {
  const { tenantId, until } = people.size;
  await ctx.db.query(sql`
    with made as (
      insert into deliveries (id, tenant_id, contact_id, message_id, channel, category, business_key, variables, status, reason,
        attempts, fence, platform, created_at, dispatched_at, finished_at)
      select d.id, ${tenantId}, d.contact_id, m.id, 'email', m.category, 'sample-welcome-' || s, '{"source": "sample"}', d.status,
        case d.status when 'skipped' then 'suppressed' when 'failed' then '550 no such mailbox' end, 1, 1, 'smtp', d.at,
        case when d.status <> 'skipped' then d.at end, d.at
      from (
        select s, ${people.id('dlv', s)} as id, ${people.contactId(contact)} as contact_id, ${people.cameAt(contact)} as at,
          case when ${chance(s, 7)} < 0.03 then 'skipped' when ${chance(s, 7)} < 0.04 then 'failed' else 'sent' end as status
        from generate_series(${from}::bigint, ${to}::bigint - 1) s
      ) d join messages m on m.tenant_id = ${tenantId} and m.key = 'welcome'
      returning id, created_at
    ), worked as (
      select 'job' || substr(id, 4) as id, id as delivery_id, created_at, hashtext(id) % 2000 = 0 as is_dead
      from made where created_at > ${until}::timestamptz - interval '30 days'
    ), keys as (
      insert into job_keys (tenant_id, kind, unique_key, job_id)
      select ${tenantId}, ${sendDelivery.kind}, delivery_id, id from worked
    ), dead as (
      insert into jobs (id, tenant_id, kind, payload, unique_key, priority, status, run_at, attempts, fence, last_error, created_at,
        died_at)
      select id, ${tenantId}, ${sendDelivery.kind}, jsonb_build_object('deliveryId', delivery_id), delivery_id, 1, 'dead', created_at, 1,
        1, 'no answer', created_at, created_at
      from worked where is_dead
    )
    insert into finished_jobs (tenant_id, finished_at, id, kind, unique_key, attempts, created_at)
    select ${tenantId}, created_at, id, ${sendDelivery.kind}, delivery_id, 1, created_at from worked where not is_dead`);
}

/** Quarantined events: one for every 10,000 accepted ones; nine of ten are closed. */
export async function writeQuarantine(
  ctx: Context<Transaction>,
  people: Population,
  from: number,
  to: number,
): Promise<void> {
  const { tenantId, sources, until } = people.size;
  await ctx.db.query(sql`
    insert into quarantine (id, tenant_id, source_id, event_id, is_trusted, code, reason, raw, envelope, catalog_version,
      received_at, resolved_at, resolution)
    select ${people.id('qrt', sql.trusted('n'))}, ${tenantId}, ${sources.browser}, 'sample-' || n, false, 'invalid_event',
      'type: lower case words joined by underscores',
      convert_to('{"id":"sample-' || n || '","type":"Bad Type","properties":{"path":"/"}}', 'UTF8'), '{}', ${eventCatalogVersion},
      ${until}::timestamptz - n * interval '1 hour', case when n % 10 > 0 then ${until}::timestamptz end,
      case when n % 10 > 0 then 'accepted' end
    from generate_series(${from}::bigint, ${to}::bigint - 1) n`);
}
