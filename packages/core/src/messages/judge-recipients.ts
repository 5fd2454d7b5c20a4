import { suppressionHash } from '../consent/index.ts';
import type { contacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';
import { channels } from './channels.ts';
import { gateRules } from './gate-rules.ts';
import { type QuietTenant, readQuietHours } from './quiet-hours.ts';
import type { SkipReason, WaitReason } from './reasons.ts';
import type { messages } from './tables.ts';

/** What the gate would say about recipients of a message, counted by its reasons. */
export type JudgedRecipients = { skipped: Map<SkipReason, number>; waiting: Map<WaitReason, number> };

type Recipient = Pick<typeof contacts.$inferSelect, 'id' | 'email' | 'phone' | 'timezone'>;
type Message = Pick<typeof messages.$inferSelect, 'id' | 'channel' | 'category'> & { tenant: QuietTenant };

/**
 * What the gate would decide if a message were sent to these contacts now. Writes and locks nothing. The message is not
 * rendered: it is taken to have its opt-out link.
 * @param contactIds contacts that are neither merged nor erased; a few thousand
 */
export async function judgeRecipients(
  ctx: Context,
  tenantId: Id<'ten'>,
  messageKey: string,
  contactIds: readonly string[],
): Promise<JudgedRecipients> {
  const judged: JudgedRecipients = { skipped: new Map(), waiting: new Map() };
  const message = await readMessage(ctx, tenantId, messageKey);
  if (!message || contactIds.length === 0) return judged;
  const now = ctx.clock.now();
  const recipients = await ctx.db.query<Recipient>(sql`
    select id, email, phone, timezone from contacts where tenant_id = ${tenantId} and id in ${sql.texts(contactIds)}`);
  const asked = recipients.map((contact) => {
    const address = channels[message.channel].addressOf(contact);
    const quiet = readQuietHours(now, message, contact);
    return {
      contactId: contact.id,
      address,
      addressHash: suppressionHash(ctx, tenantId, message.channel, address ?? '').toString('hex'),
      quietUntil: quiet.until?.toISOString() ?? null,
      quietIn: quiet.assumed,
    };
  });
  const rows = await ctx.db.query<{ status: string; reason: SkipReason | WaitReason; count: number }>(sql`
    with due as materialized (
      select a."contactId" as id, ${tenantId}::text as tenant_id, a."contactId" as contact_id,
        ${message.id}::text as message_id, ${message.channel}::text as channel, ${message.category}::text as category,
        '{"kind": "campaign"}'::jsonb as origin, '{}'::jsonb as variables, null::text as product_id, null::text as variant_id,
        ${now}::timestamptz as created_at, a.address, decode(a."addressHash", 'hex') as sent_to,
        null::text as asked_platform, true as has_opt_out, null::int as segments, a."quietUntil" as quiet_until,
        a."quietIn" as quiet_in
      from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as a (
        "contactId" text, address text, "addressHash" text, "quietUntil" timestamptz, "quietIn" text)
    ), ${gateRules(tenantId, now)}
    select next_status as status, reason, count(*)::int as count from verdict where reason is not null group by 1, 2`);
  for (const { status, reason, count } of rows) {
    if (status === 'skipped') judged.skipped.set(reason as SkipReason, count);
    else judged.waiting.set(reason as WaitReason, count);
  }
  return judged;
}

async function readMessage(ctx: Context, tenantId: Id<'ten'>, key: string): Promise<Message | undefined> {
  const [row] = await ctx.db.query<Message>(sql`
    select m.id, m.channel, m.category, jsonb_build_object('timezone', t.timezone, 'country', t.country,
      'quietFrom', to_char(t.quiet_from, 'HH24:MI'), 'quietUntil', to_char(t.quiet_until, 'HH24:MI')) as tenant
    from messages m join tenants t on t.id = m.tenant_id
    where m.tenant_id = ${tenantId} and m.key = ${key} and m.published_version is not null`);
  return row;
}
