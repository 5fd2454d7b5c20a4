import { readSuppression } from '../consent/index.ts';
import { deleteNewContact, type LockedContact, lockContacts, mailboxHash } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { signUps } from './tables.ts';

const day = 24 * 60 * 60 * 1_000;

/**
 * Maximum mails that a mailbox gets, however its address is spelled: list bombing needs more. Each kind has a separate
 * allowance, so that entering an address in one form does not block its owner from the others, least of all from the
 * link to their preferences. A shopper may wait for several products on one day.
 */
export const confirmationLimits: Record<SignUpKind, { perDay: number; perThirtyDays: number }> = {
  newsletter: { perDay: 1, perThirtyDays: 3 },
  waitlist: { perDay: 3, perThirtyDays: 6 },
  preferences: { perDay: 1, perThirtyDays: 3 },
  email_change: { perDay: 1, perThirtyDays: 3 },
};

/** A confirmation link works this long, in milliseconds. */
export const signUpLifetime = 30 * day;

export type SignUpKind = 'newsletter' | 'waitlist' | 'preferences' | 'email_change';

/** What a form asked beside the address; becomes the contact's when the sign-up is confirmed. */
export type SignUpAnswers = { phone?: string; birthday?: string; interests?: string[] };

export type NewSignUp = {
  kind: SignUpKind;
  tenantId: Id<'ten'>;
  contactId: Id<'ctc'>;
  /** Made by this form. */
  isNewContact: boolean;
  email: string;
  sourceId: Id<'src'>;
  submissionId: string | null;
  anonymousId: string | null;
  firstName: string | null;
  language: string | null;
  answers?: SignUpAnswers;
  wordingVersion: string;
  evidence: Record<string, unknown>;
};

/**
 * Notes a sign-up that waits for its confirmation, and does what follows from it. Where the mailbox has had the mails that
 * it may get, or the same form was sent before, all of it is done as well and then taken back: nothing is kept, and the
 * time of the answer does not tell. Call it with the mailbox and the contact locked.
 * @param follow gets the id of the sign-up
 */
export async function takeSignUp(
  ctx: Context<Transaction>,
  signUp: NewSignUp,
  follow: (id: Id<'sgn'>) => Promise<unknown>,
): Promise<void> {
  const now = ctx.clock.now();
  const id = ctx.ids.newId('sgn');
  const hash = mailboxHash(ctx, signUp.tenantId, signUp.email);
  const [counts] = await ctx.db.query<{ today: number; month: number }>(sql`
    select count(*) filter (where requested_at > ${new Date(now.getTime() - day)})::int as today, count(*)::int as month
    from sign_ups where tenant_id = ${signUp.tenantId} and address_hash = ${hash}
      and kind = ${signUp.kind} and requested_at > ${new Date(now.getTime() - 30 * day)}`);
  const { perDay, perThirtyDays } = confirmationLimits[signUp.kind];
  const mayConfirm = counts!.today < perDay && counts!.month < perThirtyDays;
  await ctx.db.query(sql`savepoint sign_up`);
  const noted = await ctx.db.query(sql`
    insert into sign_ups (id, kind, tenant_id, contact_id, source_id, submission_id, anonymous_id, first_name, language,
      answers, wording_version, evidence, address_hash, requested_at)
    values (${id}, ${signUp.kind}, ${signUp.tenantId}, ${signUp.contactId}, ${signUp.sourceId}, ${signUp.submissionId},
      ${signUp.anonymousId}, ${signUp.firstName}, ${signUp.language},
      ${JSON.stringify(signUp.answers ?? {})}::text::jsonb, ${signUp.wordingVersion},
      ${JSON.stringify(signUp.evidence)}::text::jsonb, ${hash}, ${now})
    on conflict do nothing returning id`);
  await follow(id);
  const isKept = mayConfirm && noted.length > 0;
  await ctx.db.query(isKept ? sql`release savepoint sign_up` : sql`rollback to savepoint sign_up`);
  // One of the spellings of a mailbox that has had its mails: without a sign-up it would stay for ever.
  if (!isKept && signUp.isNewContact) await deleteNewContact(ctx, signUp.contactId);
}

export type ConfirmedSignUp = Omit<SignUpRow, 'contactId' | 'addressHash' | 'status' | 'requestedAt'> & {
  /** Of the address that the link was mailed to. */
  contact: LockedContact & { email: string };
  /** The contact that asked, where that is another one: it wants this address. Locked as well. */
  asker: LockedContact | null;
  /** False when the link had been used before. */
  isFirst: boolean;
};

type SignUpRow = Pick<
  typeof signUps.$inferSelect,
  | 'id'
  | 'contactId'
  | 'addressHash'
  | 'anonymousId'
  | 'firstName'
  | 'language'
  | 'answers'
  | 'wordingVersion'
  | 'evidence'
  | 'status'
  | 'requestedAt'
>;

/**
 * Marks a sign-up as confirmed, with its contact locked. It is valid only for the mailbox that the link was mailed to:
 * not after the contact has changed its address, was merged or erased, nor after the mailbox was blocked.
 * @throws DomainError `token_invalid` for all of these, and when the sign-up does not exist or is too old
 */
export async function confirmSignUp(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  kind: SignUpKind,
  id: string,
): Promise<ConfirmedSignUp> {
  const asked = await readSignUp(ctx, tenantId, kind, id);
  if (!asked) throw new DomainError('token_invalid');
  const askerId = kind === 'email_change' ? String(asked.evidence.contactId) : null;
  const [contact, asker] = await lockContacts(ctx, tenantId, [
    { id: asked.contactId },
    { id: askerId ?? asked.contactId },
  ] as const);
  // Read again: the lock may have been waited for.
  const signUp = await readSignUp(ctx, tenantId, kind, id);
  if (!signUp || signUp.status === 'ended' || contact?.id !== signUp.contactId || contact.email === null) {
    throw new DomainError('token_invalid');
  }
  const hash = mailboxHash(ctx, tenantId, contact.email);
  if (!signUp.addressHash?.equals(hash)) throw new DomainError('token_invalid');
  if ((await readSuppression(ctx, tenantId, 'email', contact.email)) === 'address_blocked') {
    throw new DomainError('token_invalid');
  }
  const { contactId: _contact, addressHash: _hash, status, requestedAt, ...rest } = signUp;
  const now = ctx.clock.now();
  const isFirst = status === 'pending';
  if (isFirst && now.getTime() - requestedAt.getTime() > signUpLifetime) throw new DomainError('token_invalid');
  if (isFirst) {
    await ctx.db.query(sql`update sign_ups set status = 'confirmed', confirmed_at = ${now} where id = ${id}`);
  }
  return {
    ...rest,
    contact: { ...contact, email: contact.email },
    asker: askerId === null ? null : asker,
    isFirst,
  };
}

async function readSignUp(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  kind: SignUpKind,
  id: string,
): Promise<SignUpRow | undefined> {
  const [row] = await ctx.db.query<SignUpRow>(sql`
    select id, contact_id as "contactId", address_hash as "addressHash", anonymous_id as "anonymousId",
      first_name as "firstName", language, answers, wording_version as "wordingVersion", evidence, status,
      requested_at as "requestedAt"
    from sign_ups where tenant_id = ${tenantId} and kind = ${kind} and id = ${id}`);
  return row;
}

/** Ends what waits for a confirmation by links to a mailbox: it was blocked, or its contact has left it. */
export async function endSignUps(ctx: AnyContext, tenantId: Id<'ten'>, addressHash: Buffer): Promise<void> {
  await ctx.db.query(sql`
    update sign_ups set status = 'ended'
    where tenant_id = ${tenantId} and address_hash = ${addressHash} and status = 'pending'`);
}
