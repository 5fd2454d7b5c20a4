import { sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { suppressionHash } from './suppression.ts';

const day = 24 * 60 * 60 * 1_000;

/** At most one confirmation to a mailbox in a day, three in thirty, however it is spelled: list bombing needs more. */
export const confirmationLimits = { perDay: 1, perThirtyDays: 3 };

/** A confirmation link works this long, in milliseconds. */
export const signUpLifetime = 30 * day;

export type SignUpKind = 'newsletter' | 'waitlist' | 'preferences' | 'email_change';

/** What a form asked beside the address; becomes the contact's when the sign-up is confirmed. */
export type SignUpAnswers = { phone?: string; birthday?: string; interests?: string[] };

export type NewSignUp = {
  kind: SignUpKind;
  tenantId: string;
  contactId: string;
  email: string;
  sourceId: string;
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
 * it may get, or the same form was sent before, all of it is done as well and then taken back: nothing is kept, and
 * who waits for the answer cannot tell. Call it with the contact's row locked.
 * @param follow gets the id of the sign-up
 */
export async function takeSignUp(
  ctx: Context<Transaction>,
  signUp: NewSignUp,
  follow: (id: string) => Promise<unknown>,
): Promise<void> {
  const now = ctx.clock.now();
  const id = ctx.ids.newId('sgn');
  const hash = suppressionHash(ctx, signUp.tenantId, 'email', signUp.email);
  // Two spellings of one address are two contacts: their sign-ups wait for each other here.
  await ctx.db.query(sql`select pg_advisory_xact_lock(${hash.readBigInt64BE().toString()}::bigint)`);
  const [counts] = await ctx.db.query<{ today: number; month: number }>(sql`
    select count(*) filter (where requested_at > ${new Date(now.getTime() - day)})::int as today, count(*)::int as month
    from sign_ups where tenant_id = ${signUp.tenantId} and address_hash = ${hash}
      and requested_at > ${new Date(now.getTime() - 30 * day)}`);
  const mayConfirm = counts!.today < confirmationLimits.perDay && counts!.month < confirmationLimits.perThirtyDays;
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
}

export type ConfirmedSignUp = {
  contactId: string;
  email: string;
  anonymousId: string | null;
  firstName: string | null;
  language: string | null;
  answers: SignUpAnswers;
  wordingVersion: string;
  evidence: Record<string, unknown>;
  /** False when the link had been used before. */
  isFirst: boolean;
};

/**
 * Marks a sign-up as confirmed.
 * @throws DomainError `token_invalid` when it does not exist, is too old, or the mailbox wants nothing any more
 */
export async function confirmSignUp(
  ctx: AnyContext,
  tenantId: string,
  kind: SignUpKind,
  id: string,
): Promise<ConfirmedSignUp> {
  const now = ctx.clock.now();
  const [row] = await ctx.db.query<Omit<ConfirmedSignUp, 'isFirst'> & { status: string; requestedAt: Date }>(sql`
    select s.contact_id as "contactId", c.email, s.anonymous_id as "anonymousId", s.first_name as "firstName", s.language,
      s.answers, s.wording_version as "wordingVersion", s.evidence, s.status, s.requested_at as "requestedAt"
    from sign_ups s join contacts c on c.id = s.contact_id
    where s.tenant_id = ${tenantId} and s.kind = ${kind} and s.id = ${id} and not exists (
      -- Links that were out when the mailbox said "never again" are dead, too.
      select from suppressions n where n.tenant_id = s.tenant_id and n.channel = 'email'
        and n.address_hash = s.address_hash and n.reason = 'never_again'
    ) for update of s, c`);
  if (!row || row.email === null) throw new DomainError('token_invalid');
  const { status, requestedAt, ...signUp } = row;
  const isFirst = status === 'pending';
  if (isFirst && now.getTime() - requestedAt.getTime() > signUpLifetime) throw new DomainError('token_invalid');
  if (isFirst) {
    await ctx.db.query(sql`update sign_ups set status = 'confirmed', confirmed_at = ${now} where id = ${id}`);
  }
  return { ...signUp, isFirst };
}
