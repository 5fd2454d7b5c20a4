import type { BounceResult, ProviderEvent } from '@beckon/contract';
import { suppressionHash } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import { type Id, normalizeEmail } from '../lib/index.ts';
import { type deliveries, recordProviderEvents } from '../messages/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import type { RecipientStatus } from './delivery-status.ts';
import { type BounceReading, readBounce } from './read-bounce.ts';

type Finding = Pick<ProviderEvent, 'kind' | 'bounce' | 'detail'> & { note?: string };

/**
 * Reads a mail that came back and records what it says about the delivery that it names, as any report of a platform
 * (`recordProviderEvents`). A mail proves nothing by the address in it: the delivery is named by its id, which only the
 * mail itself contains, and what is suppressed is the address that this delivery went to.
 * @param raw the mail as it was received
 */
export async function recordBounce(ctx: Context, tenantId: Id<'ten'>, raw: Uint8Array): Promise<BounceResult> {
  const reading = await readBounce(raw);
  if (reading.kind === 'other') return { result: 'ignored', reason: reading.reason, deliveryId: null };
  const { deliveryId } = reading;
  if (deliveryId === null) return { result: 'ignored', reason: 'it names no delivery', deliveryId };
  const delivery = await readSentDelivery(ctx, tenantId, deliveryId);
  const unknown = { result: 'unknown', reason: 'the shop has sent no such delivery', deliveryId } as const;
  if (!delivery) return unknown;
  const isRecipient = ({ addresses }: RecipientStatus) =>
    addresses.some((address) => {
      const email = normalizeEmail(address);
      return email !== null && delivery.addressHash?.equals(suppressionHash(ctx, tenantId, 'email', email));
    });
  const finding = conclude(reading, isRecipient);
  if ('ignored' in finding) return { result: 'ignored', reason: finding.ignored, deliveryId };
  const { note, ...event } = finding;
  const occurredAt = timeOf(ctx, reading, delivery.createdAt).toISOString();
  const id = `mail ${reading.key} ${event.kind} ${event.detail}`;
  const [result] = await recordProviderEvents(ctx, tenantId, [{ id, deliveryId, ...event, occurredAt }]);
  if (result === 'unknown') return unknown;
  const reason = [event.detail, note].filter(Boolean).join('; ');
  return { result: result!, reason, deliveryId };
}

type Sent = Pick<typeof deliveries.$inferSelect, 'addressHash' | 'createdAt'>;

async function readSentDelivery(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'dlv'>): Promise<Sent | undefined> {
  const [delivery] = await ctx.db.query<Sent>(sql`
    select address_hash as "addressHash", created_at as "createdAt" from deliveries
    where tenant_id = ${tenantId} and id = ${id} and channel = 'email' and status <> 'due'`);
  return delivery;
}

/** What is recorded, or why nothing is. */
function conclude(
  reading: Exclude<BounceReading, { kind: 'other' }>,
  isRecipient: (status: RecipientStatus) => boolean,
): Finding | { ignored: string } {
  if (reading.kind === 'feedback') return { kind: reading.means, detail: `feedback report: ${reading.feedback}` };
  const own = reading.recipients.find(isRecipient);
  const [only] = reading.recipients.length === 1 ? reading.recipients : [];
  const status = own ?? only;
  if (!status) return { ignored: 'it is about several recipients, and none of them is the one of the delivery' };
  return concludeStatus(status, own !== undefined);
}

/**
 * @param isOwn whether the report names the address that the mail went to. Another one is where that address forwards to,
 *   or one of several behind it: that one mail came back from there does not prove that the address is dead.
 */
function concludeStatus(
  { action, statusCode, bounce }: RecipientStatus,
  isOwn: boolean,
): Finding | { ignored: string } {
  const detail = ['bounce mail:', statusCode, action].filter(Boolean).join(' ');
  if (action === 'delayed') return { ignored: 'the mail server is still trying' };
  if (action === 'delivered' && isOwn) return { kind: 'delivered', detail };
  if (action !== 'failed') return { kind: 'sent', detail };
  if (bounce === null) return { kind: 'failed', detail };
  if (bounce === 'hard' && !isOwn)
    return { kind: 'bounced', bounce: 'soft', detail, note: 'soft, since it is about another address' };
  return { kind: 'bounced', bounce, detail, note: bounce };
}

/** The time that the mail says, if it can be true. */
function timeOf(ctx: AnyContext, reading: Exclude<BounceReading, { kind: 'other' }>, createdAt: Date): Date {
  const said = (reading.kind === 'delivery_status' ? reading.recipients[0]?.at : null) ?? reading.at;
  const now = ctx.clock.now();
  return said !== null && said >= createdAt && said <= now ? said : now;
}
