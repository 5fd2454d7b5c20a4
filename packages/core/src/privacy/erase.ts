import { readConsents, recordConsent, suppress, suppressionHash } from '../consent/index.ts';
import { eraseProfile, personIds, readPlacesOf, readTraces } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import {
  type EventPlace,
  eraseEvents,
  eraseQuarantined,
  findEventsOf,
  findNewEventsOf,
  interruptReaders,
} from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { authorizeOwner, type Claim } from '../preferences/index.ts';

/** Whose wish it was. */
export type ErasureMethod = 'link' | 'secret_key' | 'session' | 'command';

/** The transaction holds locks on one person's rows only; milliseconds. */
const deadline = 60_000;

/**
 * Erases a person: when this resolves, nothing of ours says who they were. What stays: the ledger under the pseudonym of
 * their contact, the keyed hash of a stopped address, orders with amount and date, events with type and time. Effective
 * as a whole or not at all.
 * @throws DomainError `not_found`
 */
export async function eraseContact(
  ctx: Context,
  tenantId: string,
  contactId: string,
  method: ErasureMethod,
): Promise<void> {
  const [contact] = await ctx.db.query<{ id: string }>(sql`
    select coalesce(merged_into, id) as id from contacts
    where tenant_id = ${tenantId} and id = ${contactId} and erased_at is null`);
  if (!contact) throw new DomainError('not_found', 'there is no contact with this id');
  const known = await findEventsOf(ctx, tenantId, await readTraces(ctx, contact.id));
  await ctx.db.transaction((tx) => erase({ ...ctx, db: tx }, tenantId, contact.id, method, known), { deadline });
  ctx.log.info('contact erased', { contactId: contact.id, method });
}

/**
 * Erases whoever came by a link from their mail.
 * @throws DomainError `token_invalid`
 */
export async function eraseOwner(ctx: Context, claim: Claim): Promise<void> {
  const { tenantId, contactId } = await authorizeOwner(ctx, claim);
  await eraseContact(ctx, tenantId, contactId, 'link');
}

async function erase(
  ctx: Context<Transaction>,
  tenantId: string,
  contactId: string,
  method: ErasureMethod,
  known: { places: EventPlace[]; since: string },
): Promise<void> {
  const traces = await readTraces(ctx, contactId);
  const places = [
    ...known.places,
    ...(await findNewEventsOf(ctx, tenantId, traces, known.since)),
    ...(await readPlacesOf(ctx, tenantId, contactId)),
  ];
  const seqs = [...new Set(places.map(({ seq }) => seq))];
  await interruptReaders(ctx, places);
  // The gate takes the same lock: nothing leaves from here on.
  await ctx.db.query(sql`select 1 from contacts where id in (${personIds(contactId)}) order by id for update`);
  await stop(ctx, tenantId, contactId, traces, method);
  await eraseEvents(ctx, seqs);
  await eraseQuarantined(ctx, tenantId, traces, seqs);
  await eraseMessages(ctx, tenantId, contactId);
  await eraseWishes(ctx, tenantId, contactId);
  const [email] = traces.emails;
  await eraseProfile(ctx, tenantId, contactId, seqs, email ? suppressionHash(ctx, tenantId, 'email', email) : null);
  // Last: what fails here lets all of it be tried again.
  for (const address of traces.emails) await ctx.adapters.email.forget?.(address);
}

/** Who wants to be forgotten wants no mails: consents end in the ledger, and the addresses are stopped. */
async function stop(
  ctx: Context<Transaction>,
  tenantId: string,
  contactId: string,
  { emails, phones }: { emails: string[]; phones: string[] },
  method: ErasureMethod,
): Promise<void> {
  for (const address of emails) await suppress(ctx, tenantId, 'email', address, 'unsubscribed');
  for (const address of phones) await suppress(ctx, tenantId, 'sms', address, 'unsubscribed');
  const states = await readConsents(ctx, tenantId, contactId);
  await recordConsent(
    ctx,
    tenantId,
    states
      .filter(({ state }) => state !== 'revoked')
      .map(({ type }) => ({
        contactId,
        type,
        action: 'revoked',
        source: 'erasure',
        method,
        wordingVersion: null,
        evidence: {},
      })),
  );
}

async function eraseMessages(ctx: Context<Transaction>, tenantId: string, contactId: string): Promise<void> {
  const now = ctx.clock.now();
  const own = personIds(contactId);
  await ctx.db.query(sql`
    update jobs set last_error = null where tenant_id = ${tenantId} and kind = 'delivery.send'
      and unique_key in (select id from deliveries where tenant_id = ${tenantId} and contact_id in (${own}))`);
  await ctx.db.query(sql`
    delete from push_outcomes where tenant_id = ${tenantId}
      and delivery_id in (select id from deliveries where tenant_id = ${tenantId} and contact_id in (${own}))`);
  await ctx.db.query(sql`
    update deliveries set variables = '{}', language = null, vendor_id = null,
      status = case when status = 'due' then 'skipped' else status end,
      reason = case when status = 'due' then 'erased' else reason end,
      finished_at = case when status = 'due' then ${now}::timestamptz else finished_at end
    where tenant_id = ${tenantId} and contact_id in (${own})`);
}

/** Sign-ups stay as what they count for: the confirmations an address got, by its hash. */
async function eraseWishes(ctx: Context<Transaction>, tenantId: string, contactId: string): Promise<void> {
  const own = personIds(contactId);
  const isTheirs = sql`tenant_id = ${tenantId} and contact_id in (${own})`;
  await ctx.db.query(sql`delete from consent_evidence where ${isTheirs}`);
  await ctx.db.query(sql`delete from push_subscriptions where ${isTheirs}`);
  await ctx.db.query(sql`delete from waitlist_entries where ${isTheirs}`);
  await ctx.db.query(sql`delete from contact_topics where ${isTheirs}`);
  await ctx.db.query(sql`
    update sign_ups set submission_id = null, anonymous_id = null, first_name = null, language = null,
      wording_version = '', evidence = '{}', answers = '{}'
    where ${isTheirs} or (tenant_id = ${tenantId} and kind = 'email_change'
      and evidence ->> 'contactId' in (${own}))`);
}
