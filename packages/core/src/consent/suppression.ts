import { mailboxHash } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { type Id, keyedHash, normalizePhone } from '../lib/index.ts';
import type { AnyContext, Channel } from '../ports/index.ts';
import type { suppressions } from './tables.ts';

/**
 * `carrier_block`: a phone's carrier refuses our messages until its owner replies START. `soft_bounced` ends when the
 * address works again.
 */
export type SuppressionReason =
  | 'unsubscribed'
  | 'bounced'
  | 'soft_bounced'
  | 'complained'
  | 'address_blocked'
  | 'carrier_block';

/**
 * The keyed hash under which an address is suppressed. It is kept after an erasure, reveals nothing without the key,
 * and is the same for all spellings that lead to one mailbox or phone.
 */
export function suppressionHash(
  ctx: Pick<AnyContext, 'secrets'>,
  tenantId: string,
  channel: Channel,
  address: string,
): Buffer {
  if (channel === 'email') return mailboxHash(ctx, tenantId, address);
  const spelled = channel === 'sms' ? normalizePhone(address) : address;
  return keyedHash(ctx.secrets.suppression, `${tenantId}\n${channel}\n${spelled}`);
}

/**
 * Suppresses an address in a channel. A more serious reason replaces a less serious one: `soft_bounced`, which ends by
 * itself, then `unsubscribed`, then the others.
 */
export async function suppress(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  channel: Channel,
  address: string,
  reason: SuppressionReason,
): Promise<void> {
  await suppressHash(ctx, tenantId, channel, suppressionHash(ctx, tenantId, channel, address), reason);
}

/** Suppresses an address of which only the keyed hash is left. */
export async function suppressHash(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  channel: Channel,
  hash: Buffer,
  reason: SuppressionReason,
): Promise<void> {
  await ctx.db.query(sql`
    insert into suppressions as s (tenant_id, channel, address_hash, reason, suppressed_at)
    values (${tenantId}, ${channel}, ${hash}, ${reason}, ${ctx.clock.now()})
    on conflict (tenant_id, channel, address_hash) do update
      set reason = excluded.reason, suppressed_at = excluded.suppressed_at
      where s.reason = 'soft_bounced' or s.reason = 'unsubscribed' and excluded.reason <> 'soft_bounced'`);
}

export async function isSuppressed(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  channel: Channel,
  address: string,
): Promise<boolean> {
  return (await readSuppression(ctx, tenantId, channel, address)) !== null;
}

/** Why an address is suppressed in a channel; null when it is not. */
export async function readSuppression(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  channel: Channel,
  address: string,
): Promise<SuppressionReason | null> {
  return readHashSuppression(ctx, tenantId, channel, suppressionHash(ctx, tenantId, channel, address));
}

/** The same for an address of which only the keyed hash is known. */
export async function readHashSuppression(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  channel: Channel,
  hash: Buffer,
): Promise<SuppressionReason | null> {
  const [row] = await ctx.db.query<Pick<typeof suppressions.$inferSelect, 'reason'>>(sql`
    select reason from suppressions where tenant_id = ${tenantId} and channel = ${channel} and address_hash = ${hash}`);
  return row?.reason ?? null;
}

/**
 * Ends a block at the request of the owner. An unsubscribe remains in its place: only an opt-in grants anything again.
 */
export async function liftBlock(ctx: AnyContext, tenantId: Id<'ten'>, channel: Channel, hash: Buffer): Promise<void> {
  await ctx.db.query(sql`
    update suppressions set reason = 'unsubscribed'
    where tenant_id = ${tenantId} and channel = ${channel} and address_hash = ${hash} and reason = 'address_blocked'`);
}

/** The address works again. Other reasons stay. */
export async function liftSoftBounces(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  channel: Channel,
  hash: Buffer,
): Promise<void> {
  await ctx.db.query(sql`
    delete from suppressions
    where tenant_id = ${tenantId} and channel = ${channel} and address_hash = ${hash} and reason = 'soft_bounced'`);
}

/** START from a phone ends what STOP from it did, with us and with the carrier; bounces, complaints and blocks stay. */
export async function liftStop(ctx: AnyContext, tenantId: Id<'ten'>, phone: string): Promise<void> {
  await ctx.db.query(sql`
    delete from suppressions where tenant_id = ${tenantId} and channel = 'sms'
      and reason in ('unsubscribed', 'carrier_block')
      and address_hash = ${suppressionHash(ctx, tenantId, 'sms', phone)}`);
}

/** A verified opt-in removes a suppression by unsubscribe or soft bounces; hard bounces, complaints and blocks stay. */
export async function liftUnsubscribe(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  channel: Channel,
  address: string,
): Promise<void> {
  await ctx.db.query(sql`
    delete from suppressions where tenant_id = ${tenantId} and channel = ${channel} and reason in ('unsubscribed', 'soft_bounced')
      and address_hash = ${suppressionHash(ctx, tenantId, channel, address)}`);
}
