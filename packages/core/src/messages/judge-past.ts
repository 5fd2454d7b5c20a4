import { readPriceAt, stockAsOf } from '../catalog/index.ts';
import { consentsAsOf, suppressionHash } from '../consent/index.ts';
import type { contacts } from '../contacts/index.ts';
import { personIdsOf } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { channels } from './channels.ts';
import type { NewDelivery } from './deliver.ts';
import type { DueDelivery } from './due-delivery.ts';
import type { GateVerdict } from './gate.ts';
import { type GateTables, gateRules } from './gate-rules.ts';
import { type QuietTenant, readQuietHours } from './quiet-hours.ts';
import type { SkipReason, WaitReason } from './reasons.ts';
import type { messages } from './tables.ts';
import { hasRisen } from './template-data.ts';

/** A message that a flow would have handed over, and when. */
export type ImaginedDelivery = NewDelivery & { createdAt: Date };

/** What is assumed of the contact's messages: those of the flow were not sent, but these were, as marketing. */
export type AssumedMessages = { exceptFlowId: string; sentAt: readonly Date[] };

export type PastVerdict =
  | { verdict: 'dispatch'; category: DueDelivery['category'] }
  | Extract<GateVerdict, { verdict: 'skip' | 'wait' }>
  /** The shop has no published message with this key. */
  | { verdict: 'no_message' };

/**
 * What the gate would have decided about a message at an earlier moment, which is that of the clock. Writes and locks
 * nothing. The rules are those of the gate; consent is read from the ledger, and stock from its changes, as they were then.
 * Of suppressions, topics, pauses and paces, which keep no history, those that were set later are left out. The message is
 * not rendered: it is taken to have its opt-out link.
 */
export async function judgePast(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  delivery: ImaginedDelivery,
  assumed: AssumedMessages,
): Promise<PastVerdict> {
  const recipient = await readRecipient(ctx, tenantId, delivery);
  if (!recipient) return { verdict: 'no_message' };
  if (await hasRisenAgain(ctx, tenantId, delivery)) return { verdict: 'skip', reason: 'price_rose' };
  const now = ctx.clock.now();
  const { contactId, origin, product, createdAt, variables = {} } = delivery;
  const { messageId, channel, category } = recipient;
  const address = channels[channel].addressOf(recipient);
  const quiet = readQuietHours(now, { channel, category, tenant: recipient.tenant }, recipient);
  const [row] = await ctx.db.query<{
    status: 'dispatching' | 'skipped' | 'due';
    reason: SkipReason | WaitReason | null;
    waitsUntil: Date | null;
  }>(sql`
    with consents as materialized (${consentsAsOf(tenantId, sql`(${personIdsOf(sql`${contactId}::text`)})`, now)}),
    due as materialized (
      select 'imagined' as id, ${tenantId}::text as tenant_id, ${contactId}::text as contact_id,
        ${messageId}::text as message_id, ${channel}::text as channel, ${category}::text as category,
        ${JSON.stringify(origin ?? {})}::text::jsonb as origin, ${product?.id ?? null}::text as product_id,
        ${product?.variantId ?? null}::text as variant_id, ${JSON.stringify(variables)}::text::jsonb as variables,
        ${createdAt}::timestamptz as created_at,
        ${address}::text as address, ${suppressionHash(ctx, tenantId, channel, address ?? '')}::bytea as sent_to,
        null::text as asked_platform, true as has_opt_out, null::int as segments,
        ${quiet.until}::timestamptz as quiet_until, ${quiet.assumed}::text as quiet_in
    ), ${gateRules(tenantId, now, tablesAsOf(now, contactId, assumed))}
    select next_status as status, reason, waits_until as "waitsUntil" from verdict`);
  const { status, reason, waitsUntil } = row!;
  if (status === 'dispatching') return { verdict: 'dispatch', category };
  if (status === 'skipped') return { verdict: 'skip', reason: reason as SkipReason };
  return { verdict: 'wait', reason: reason as WaitReason, until: waitsUntil! };
}

type Recipient = Pick<typeof messages.$inferSelect, 'channel' | 'category'> &
  Pick<typeof contacts.$inferSelect, 'email' | 'phone' | 'timezone'> & {
    messageId: string;
    tenant: QuietTenant;
  };

async function readRecipient(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { message, contactId }: ImaginedDelivery,
): Promise<Recipient | undefined> {
  const [row] = await ctx.db.query<Recipient>(sql`
    select m.id as "messageId", m.channel, m.category, c.email, c.phone, c.timezone,
      jsonb_build_object('timezone', t.timezone, 'country', t.country, 'quietFrom', to_char(t.quiet_from, 'HH24:MI'),
        'quietUntil', to_char(t.quiet_until, 'HH24:MI')) as tenant
    from messages m join tenants t on t.id = m.tenant_id join contacts c on c.id = ${contactId}
    where m.tenant_id = ${tenantId} and m.key = ${message} and m.published_version is not null`);
  return row;
}

/** Whether the product of a message about a price drop cost more again. */
async function hasRisenAgain(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  { variables = {}, product }: ImaginedDelivery,
): Promise<boolean> {
  if (!product) return false;
  const price = await readPriceAt(
    ctx,
    tenantId,
    { productId: product.id, variantId: product.variantId },
    ctx.clock.now(),
  );
  return price !== null && hasRisen(variables, price);
}

/** The tables of the gate as they were, as far as that is known. */
function tablesAsOf(at: Date, contactId: string, { exceptFlowId, sentAt }: AssumedMessages): GateTables {
  const times = JSON.stringify(sentAt.map((time) => time.toISOString()));
  return {
    deliveries: sql`(
      select m.contact_id, m.category, m.status, m.dispatched_at from deliveries m
      where m.dispatched_at <= ${at} and m.origin ->> 'flowId' is distinct from ${exceptFlowId}::text
      union all
      select ${contactId}::text, 'marketing', 'sent', assumed.at::timestamptz
      from jsonb_array_elements_text(${times}::text::jsonb) as assumed (at))`,
    contacts: sql`(
      select c.id, c.erased_at,
        case when coalesce(c.frequency_said_at <= ${at}, true) then c.frequency end as frequency,
        case when coalesce(c.pause_said_at <= ${at}, true) then c.paused_until end as paused_until
      from contacts c)`,
    consents: sql`consents`,
    suppressions: sql`(select * from suppressions x where x.suppressed_at <= ${at})`,
    topics: sql`(select * from contact_topics x where x.said_at <= ${at})`,
    stock: stockAsOf(at),
    // It is played as if it were live.
    holds: sql`(select x.tenant_id, x.origin_id, x.is_final from delivery_holds x where false)`,
  };
}
