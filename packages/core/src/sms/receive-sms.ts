import { type consentState, liftStop, readSuppression, recordConsent, stopPhone } from '../consent/index.ts';
import { lockContactsOfPhone } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { type Id, normalizePhone } from '../lib/index.ts';
import { deliver, installDefaultMessages } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { type ReplyIntent, readReply } from './reply-intent.ts';

/** A text from a shopper, as the platform tells of it. */
export type IncomingSms = {
  /** The shopper's number, in E.164. */
  from: string;
  /** The number of the shop. */
  to: string;
  text: string;
  /** The platform's id of the text: a repeat of it changes nothing. */
  vendorId: string;
  receivedAt: Date;
};

/** Maximum characters that are kept: ten segments of the smallest alphabet and more. */
const maxText = 2_000;

/**
 * Takes a text from a shopper. STOP and its relatives suppress the number and revoke the consent of its contacts; START
 * ends that, and what the carrier blocks. Both are in effect when this resolves. Each is confirmed once, where it
 * changed anything. Every text is kept for the shop to read.
 * @returns what the text was understood as; `repeated` if it was received before
 */
export async function receiveSms(
  ctx: Context,
  tenantId: Id<'ten'>,
  { from, to, text: given, vendorId, receivedAt }: IncomingSms,
): Promise<ReplyIntent | 'other' | 'repeated'> {
  const text = given.toWellFormed().replaceAll('\0', '').slice(0, maxText);
  const phone = normalizePhone(from);
  const reply = readReply(text);
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const contacts = await lockContactsOfPhone(inTx, tenantId, phone);
    const id = ctx.ids.newId('rcv');
    const written = await tx.query(sql`
      insert into received_sms (id, tenant_id, contact_id, vendor_id, from_number, to_number, text, intent, rule,
        received_at, created_at)
      values (${id}, ${tenantId}, ${contacts[0]?.id ?? null}, ${vendorId}, ${phone}, ${to}, ${text},
        ${reply?.intent ?? null}, ${reply?.rule ?? null}, ${receivedAt}, ${ctx.clock.now()})
      on conflict (tenant_id, vendor_id) do nothing returning id`);
    if (written.length === 0) return 'repeated';
    if (reply === null) return 'other';
    const evidence = { receivedSmsId: id, text, rule: reply.rule };
    const hasChanged = await effects[reply.intent](inTx, tenantId, phone, evidence);
    const contactId = contacts[0]?.id;
    if (hasChanged && contactId) await confirm(inTx, tenantId, contactId, id, reply.intent);
    return reply.intent;
  });
}

type Evidence = { receivedSmsId: string; text: string; rule: string };
type Effect = (ctx: Context<Transaction>, tenantId: Id<'ten'>, phone: string, evidence: Evidence) => Promise<boolean>;

/** What each intent does. Resolves to whether anything changed. */
const effects: Record<ReplyIntent, Effect> = { stop, start };

async function stop(...[ctx, tenantId, phone, evidence]: Parameters<Effect>): Promise<boolean> {
  const before = await readSuppression(ctx, tenantId, 'sms', phone);
  await stopPhone(ctx, tenantId, phone, 'unsubscribed', { source: 'sms', method: 'stop_word', evidence });
  return before === null;
}

/**
 * Grants `sms` again to the contacts who had granted it and ended it from this phone, by a text or by the link in one. A
 * contact who never granted it agrees to nothing by one word.
 */
async function start(...[ctx, tenantId, phone, evidence]: Parameters<Effect>): Promise<boolean> {
  const before = await readSuppression(ctx, tenantId, 'sms', phone);
  await liftStop(ctx, tenantId, phone);
  const contacts = await lockContactsOfPhone(ctx, tenantId, phone);
  const stopped = await ctx.db.query<Pick<typeof consentState.$inferSelect, 'contactId'>>(sql`
    select s.contact_id as "contactId" from consent_state s
    join consent_ledger l on l.tenant_id = s.tenant_id and l.position = s.position
    where s.tenant_id = ${tenantId} and s.contact_id in ${sql.texts(contacts.map(({ id }) => id))} and s.type = 'sms'
      and s.state = 'revoked' and l.record ->> 'source' in ('sms', 'unsubscribe') and exists (
        select from consent_ledger g where g.tenant_id = s.tenant_id and g.contact_id = s.contact_id
          and g.type = 'sms' and g.action = 'granted')`);
  const granted = {
    type: 'sms',
    action: 'granted',
    source: 'sms',
    method: 'start_word',
    wordingVersion: null,
  } as const;
  if (stopped.length > 0) {
    await recordConsent(
      ctx,
      tenantId,
      stopped.map(({ contactId }) => ({ ...granted, contactId, evidence })),
    );
  }
  return before === 'unsubscribed' || before === 'carrier_block';
}

const confirmations: Record<ReplyIntent, string> = { stop: 'sms_stopped', start: 'sms_started' };

async function confirm(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  receivedSmsId: Id<'rcv'>,
  intent: ReplyIntent,
): Promise<void> {
  // A shop that is older than text messages does not have these messages yet.
  await installDefaultMessages(ctx, tenantId);
  await deliver(ctx, {
    tenantId,
    contactId,
    message: confirmations[intent],
    businessKey: `sms-reply/${receivedSmsId}`,
    // Only the confirmation of a stop goes out without consent.
    ...(intent === 'stop' && { origin: { kind: 'sms_reply', receivedSmsId } }),
  });
}
