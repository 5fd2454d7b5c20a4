import type { ProviderEvent } from '@beckon/contract';
import { liftSoftBounces, revokeConsents, suppressHash } from '../consent/index.ts';
import { lockContact } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { machineReasons } from './machines.ts';
import { noteUnsubscribed } from './note-unsubscribed.ts';
import { recordActs } from './record-acts.ts';
import type { deliveries, providerEvents } from './tables.ts';

export type ProviderEventResult = 'recorded' | 'duplicate' | 'unknown';

/** An address is suppressed after this many soft bounces, if they are spread over this time, with no delivery between. */
const softBounces = { max: 5, overMilliseconds: 7 * 24 * 60 * 60 * 1_000 } as const;

/**
 * Records what a platform reports about deliveries, each in a transaction of its own. Reports may come twice and in any
 * order: the state of a delivery only moves forward, and a complaint or a bounce is not undone by a later report.
 *
 * A complaint and a hard bounce suppress the address that the message was sent to, at once. Five soft bounces in seven
 * days or more suppress it until a delivery shows that it works. An unsubscribe revokes the contact's consent.
 * @returns one result per report, in order
 */
export async function recordProviderEvents(
  ctx: Context,
  tenantId: Id<'ten'>,
  events: readonly ProviderEvent[],
): Promise<ProviderEventResult[]> {
  const results: ProviderEventResult[] = [];
  for (const event of events) {
    results.push(await ctx.db.transaction((tx) => record({ ...ctx, db: tx }, tenantId, event)));
  }
  return results;
}

type Reported = Pick<typeof deliveries.$inferSelect, 'id' | 'contactId' | 'channel' | 'addressHash'>;

async function record(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  reported: ProviderEvent,
): Promise<ProviderEventResult> {
  const delivery = await findDelivery(ctx, tenantId, reported);
  if (!delivery) return 'unknown';
  // What follows from the report is about the person. An erased one has no contact any more, and keeps the suppression.
  const contact = await lockContact(ctx, tenantId, { id: delivery.contactId });
  // Nor does what the platform says: it may name the address.
  const event: ProviderEvent = contact ? reported : { ...reported, detail: undefined };
  const now = ctx.clock.now();
  const at = event.occurredAt === undefined ? now : new Date(event.occurredAt);
  const { id, kind, detail = null, isMachine } = event;
  const machine = isMachine ? 'platform' : null;
  if (kind === 'opened' || kind === 'clicked') {
    const added = await recordActs(ctx, tenantId, [{ id, deliveryId: delivery.id, kind, machine, at, detail }]);
    return added.has(id) ? 'recorded' : 'duplicate';
  }
  const bounce = event.kind === 'bounced' ? (event.bounce ?? 'soft') : null;
  const added = await ctx.db.query(sql`
    insert into provider_events (tenant_id, delivery_id, event_id, kind, bounce, detail, address_hash, occurred_at,
      recorded_at)
    values (${tenantId}, ${delivery.id}, ${event.id}, ${event.kind}, ${bounce}, ${event.detail ?? null},
      ${delivery.addressHash}, ${at}, ${now})
    on conflict do nothing returning 1`);
  if (added.length === 0) return 'duplicate';
  await moveForward(ctx, delivery.id, event, at);
  if (delivery.addressHash)
    await suppressBy(ctx, tenantId, delivery, delivery.addressHash, { kind: event.kind, bounce });
  if (event.kind === 'unsubscribed') await noteUnsubscribed(ctx, tenantId, delivery.id, at);
  if (event.kind === 'unsubscribed' && contact) {
    await revokeConsents(ctx, tenantId, contact.id, [delivery.channel, 'marketing'], {
      source: 'provider_event',
      method: 'platform',
      evidence: { deliveryId: delivery.id },
    });
  }
  return 'recorded';
}

async function findDelivery(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { deliveryId, vendorId }: ProviderEvent,
): Promise<Reported | undefined> {
  const isNamed = deliveryId === undefined ? sql`vendor_id = ${vendorId}` : sql`id = ${deliveryId}`;
  const [delivery] = await ctx.db.query<Reported>(sql`
    select id, contact_id as "contactId", channel, address_hash as "addressHash" from deliveries
    where tenant_id = ${tenantId} and ${isNamed} and status <> 'due' limit 1`);
  return delivery;
}

/**
 * Moves a delivery on: from sent to delivered to failed, never back. A failure is final, with the detail of the first
 * one, whether it comes before or after a delivery: of a text in several parts some may arrive, and a mail server may
 * send back what it had taken. So the order of reports does not matter, and nothing is both delivered and failed.
 */
async function moveForward(
  ctx: Context<Transaction>,
  id: Id<'dlv'>,
  { kind, detail }: ProviderEvent,
  at: Date,
): Promise<void> {
  const isSuccess = kind === 'sent' || kind === 'delivered';
  const isFailure = kind === 'failed' || kind === 'bounced';
  const settles = sql`${isSuccess} and status in ('dispatching', 'uncertain')`;
  const fails = sql`${isFailure} and status in ('dispatching', 'uncertain', 'sent')`;
  await ctx.db.query(sql`
    update deliveries set
      delivered_at = case when ${fails} or status in ('failed', 'skipped') then null
        when ${kind === 'delivered'} then least(delivered_at, ${at}) else delivered_at end,
      bounced_at = case when ${kind === 'bounced'} then least(bounced_at, ${at}) else bounced_at end,
      complained_at = case when ${kind === 'complained'} then least(complained_at, ${at}) else complained_at end,
      status = case when ${settles} then 'sent' when ${fails} then 'failed' else status end,
      reason = case when ${settles} then null
        when ${fails} then ${detail ?? 'the platform reported that it could not be delivered'} else reason end,
      finished_at = coalesce(finished_at, ${at})
    where id = ${id}`);
}

async function suppressBy(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { channel }: Reported,
  hash: Buffer,
  { kind, bounce }: Pick<ProviderEvent, 'kind'> & { bounce: 'hard' | 'soft' | null },
): Promise<void> {
  if (kind === 'complained') await suppressHash(ctx, tenantId, channel, hash, 'complained');
  if (kind === 'unsubscribed') await suppressHash(ctx, tenantId, channel, hash, 'unsubscribed');
  if (kind === 'delivered') await liftSoftBounces(ctx, tenantId, channel, hash);
  if (bounce === 'hard') await suppressHash(ctx, tenantId, channel, hash, 'bounced');
  if (bounce === 'soft' && (await hasBouncedTooOften(ctx, tenantId, hash))) {
    await suppressHash(ctx, tenantId, channel, hash, 'soft_bounced');
  }
}

async function hasBouncedTooOften(ctx: AnyContext, tenantId: Id<'ten'>, hash: Buffer): Promise<boolean> {
  const [row] = await ctx.db.query<{ count: number; milliseconds: number | null }>(sql`
    with since as materialized (
      select max(occurred_at) as at from provider_events
      where tenant_id = ${tenantId} and address_hash = ${hash} and kind = 'delivered'
    )
    select count(*)::int as count,
      (extract(epoch from max(e.occurred_at) - min(e.occurred_at)) * 1000)::float8 as milliseconds
    from since s join provider_events e on e.tenant_id = ${tenantId} and e.address_hash = ${hash}
      and e.kind = 'bounced' and e.bounce = 'soft' and (s.at is null or e.occurred_at > s.at)`);
  return row!.count >= softBounces.max && (row!.milliseconds ?? 0) >= softBounces.overMilliseconds;
}

/** What platforms have reported about a delivery, in the order in which it happened. */
export async function readProviderEvents(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'dlv'>) {
  const rows = await ctx.db.query<
    Pick<typeof providerEvents.$inferSelect, 'kind' | 'detail' | 'machine' | 'occurredAt'>
  >(sql`
    select kind, detail, machine, occurred_at as "occurredAt" from provider_events
    where tenant_id = ${tenantId} and delivery_id = ${id} order by occurred_at, recorded_at, event_id limit 200`);
  return rows.map(({ kind, detail, machine, occurredAt }) => ({
    ...{ kind, detail, machineReason: machine && machineReasons[machine] },
    occurredAt: occurredAt.toISOString(),
  }));
}
