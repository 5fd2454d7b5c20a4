import { sql } from '../db/index.ts';
import type { Context, Statement, Transaction } from '../ports/index.ts';
import { longestPace } from './gate-rules.ts';

type Walked = { removed: number; place: string | null };

/** A delivery whose state can still change is kept, however old it is. */
const isSettled = sql`d.status in ('sent', 'failed', 'skipped', 'uncertain')`;

/**
 * Sent deliveries are kept one day longer than the gate looks back, since the weekly cap and a contact's pace are
 * computed from them.
 */
const sentStays = longestPace + 24 * 60 * 60 * 1_000;

/** Deletes settled deliveries from before a given time, with their outcomes, opens, clicks and provider events. */
export function forgetDeliveries(
  ctx: Context<Transaction>,
  tenantId: string,
  before: Date,
  after: string | null,
  limit: number,
): Promise<Walked> {
  const sentBefore = new Date(ctx.clock.now().getTime() - sentStays);
  return walk(
    ctx,
    tenantId,
    after,
    limit,
    sql`
    gone as (
      delete from deliveries d using looked l
      where d.id = l.id and d.tenant_id = ${tenantId} and d.created_at < ${before} and ${isSettled}
        and (d.dispatched_at is null or d.dispatched_at < ${sentBefore})
      returning d.id
    ), outcomes as (
      delete from push_outcomes o using gone g where o.tenant_id = ${tenantId} and o.delivery_id = g.id
    ), reports as (
      delete from provider_events e using gone g where e.tenant_id = ${tenantId} and e.delivery_id = g.id
    ), engagement as (
      delete from mail_engagement e using gone g where e.tenant_id = ${tenantId} and e.delivery_id = g.id
    )`,
  );
}

/** Clears the values filled into messages: the fact that a message was sent is kept longer than its content. */
export function emptyVariables(
  ctx: Context<Transaction>,
  tenantId: string,
  before: Date,
  after: string | null,
  limit: number,
): Promise<Walked> {
  return walk(
    ctx,
    tenantId,
    after,
    limit,
    sql`
    gone as (
      update deliveries d set variables = '{}' from looked l
      where d.id = l.id and d.tenant_id = ${tenantId} and d.created_at < ${before} and ${isSettled} and d.variables <> '{}'
      returning d.id
    )`,
  );
}

/** Walks a tenant's deliveries in the order of their business keys, which have an index. */
async function walk(
  ctx: Context<Transaction>,
  tenantId: string,
  after: string | null,
  limit: number,
  work: Statement,
): Promise<Walked> {
  const [row] = await ctx.db.query<{ removed: number; looked: number; place: string | null }>(sql`
    with looked as materialized (
      select id, business_key from deliveries where tenant_id = ${tenantId} and business_key > ${after ?? ''}
      order by business_key limit ${limit}
    ), ${work}
    select (select count(*)::int from gone) as removed, count(*)::int as looked, max(business_key) as place from looked`);
  return { removed: row!.removed, place: row!.looked < limit ? null : row!.place };
}
