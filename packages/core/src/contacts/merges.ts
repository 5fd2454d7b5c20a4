import type { ContactMerge } from '@beckon/contract';
import { and, desc, eq, sql, withBuilder } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { recountTotals } from './order-totals.ts';
import { unreadPhone } from './phone-facts.ts';
import { contactMerges, type contacts } from './tables.ts';
import { undoWindow } from './visitor-links.ts';

export type Merge = {
  tenantId: Id<'ten'>;
  /** Keeps its id, its address and the consents granted for the address. */
  contactId: Id<'ctc'>;
  /** Identified only by its user id, which moves. */
  mergedId: Id<'ctc'>;
  userId: string;
  /** The event that named both. */
  seq: number;
};

/** Fields that one contact takes from the other where its own are empty. */
const facts = ['first_name', 'last_name', 'phone', 'language', 'timezone', 'registered_at'] as const;

type Fact = (typeof facts)[number];
type ContactRow = Pick<
  typeof contacts.$inferSelect,
  'id' | 'userId' | 'email' | 'mergedInto' | 'properties' | 'frequencySaidAt' | 'pauseSaidAt'
> & { facts: Record<Fact, string | null>; pace: Pace };
/** How often a contact wants marketing, and until when not: a merge keeps the stricter value of each. */
type Pace = Record<'frequency' | 'paused_until', string | null>;
/** As stored: under the names of the columns. */
export type FactsBefore = { facts: Record<Fact, string | null>; properties: Record<string, unknown>; pace?: Pace };

/** Two contacts of which the first becomes part of the second. */
export type MergedPair = { tenantId: Id<'ten'>; mergedId: Id<'ctc'>; contactId: Id<'ctc'> };

/**
 * What another room does in a merge, in its transaction: combines its data about the two; the stricter preference wins.
 */
export type MergeParticipant = (ctx: Context<Transaction>, pair: MergedPair) => Promise<void>;

/**
 * Makes one contact part of another; there is no other way to merge. The merged contact keeps no address and user id
 * and points to the other. The other contact's timeline and revocations are read together with the merged contact's.
 * Contacts that were merged into it earlier are pointed to the new one, so there are no chains. Orders move; the
 * strictest pace wins. Call it with both rows locked.
 * @param participants the rooms that keep preferences of contacts
 * @returns the contacts that were merged into it before
 */
export async function mergeInto(
  ctx: Context<Transaction>,
  pair: MergedPair,
  participants: readonly MergeParticipant[],
): Promise<Id<'ctc'>[]> {
  const { tenantId, mergedId, contactId } = pair;
  const repointed = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'id'>>(sql`
    update contacts set merged_into = ${contactId} where tenant_id = ${tenantId} and merged_into = ${mergedId}
    returning id`);
  await ctx.db.query(sql`
    update contacts set merged_into = ${contactId}, user_id = null, email = null, email_verified_at = null,
      mailbox_hash = null, generation = generation + 1
    where tenant_id = ${tenantId} and id = ${mergedId}`);
  await ctx.db.query(sql`
    update contacts c set paused_until = greatest(c.paused_until, m.paused_until),
      frequency = case when 'monthly' in (c.frequency, m.frequency) then 'monthly'
        when 'weekly' in (c.frequency, m.frequency) then 'weekly' else coalesce(c.frequency, m.frequency) end
    from contacts m where c.id = ${contactId} and m.id = ${mergedId}`);
  await ctx.db.query(sql`
    update orders set contact_id = ${contactId} where tenant_id = ${tenantId} and contact_id = ${mergedId}`);
  await recountTotals(ctx, [contactId, mergedId]);
  for (const join of participants) await join(ctx, pair);
  return repointed.map(({ id }) => id);
}

/**
 * Merges two contacts after a trusted event named the user id of one and the address of the other. The contact with the
 * address stays, since consent and suppression depend on the address. `undoMerge` can restore everything.
 * @returns false when one of them has changed since
 */
export async function mergeContacts(
  ctx: Context<Transaction>,
  merge: Merge,
  participants: readonly MergeParticipant[],
): Promise<boolean> {
  const { tenantId, contactId, mergedId, userId } = merge;
  const [contact, merged] = await lockPair(ctx, tenantId, contactId, mergedId);
  if (contact?.userId !== null || contact.mergedInto !== null) return false;
  if (merged?.userId !== userId || merged.email !== null || merged.mergedInto !== null) return false;
  const repointed = await mergeInto(ctx, { tenantId, mergedId, contactId }, participants);
  // A number that could not be read does not replace the contact's later.
  const { [unreadPhone]: _, ...withoutPhone } = merged.properties;
  const gained = contact.facts.phone === null ? merged.properties : withoutPhone;
  await writeFacts(ctx, contactId, userId, {
    facts: mapFacts((fact) => contact.facts[fact] ?? merged.facts[fact]),
    properties: { ...gained, ...contact.properties },
  });
  const { facts, properties, pace } = contact;
  const before: FactsBefore = { facts, properties, pace };
  await ctx.db.query(sql`
    insert into contact_merges (id, tenant_id, contact_id, merged_id, user_id, seq, facts_before, merged_at, repointed)
    values (${ctx.ids.newId('mrg')}, ${tenantId}, ${contactId}, ${mergedId}, ${userId}, ${merge.seq},
      ${JSON.stringify(before)}::text::jsonb, ${ctx.clock.now()},
      array${sql.texts(repointed)})`);
  return true;
}

/**
 * Splits a merged contact into two again. The user id and everything done under it go back, including what was done
 * since. The two are never merged automatically again.
 * @throws DomainError `not_found`, `conflict` when the merge was more than 30 days ago or the contact has changed its
 *   user id
 */
export async function undoMerge(
  ctx: Context,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  mergeId: Id<'mrg'>,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const merge = await readForUndo(inTx, tenantId, contactId, mergeId);
    if (merge.undoneAt !== null) return;
    const now = ctx.clock.now();
    if (now.getTime() - merge.mergedAt.getTime() > undoWindow)
      throw new DomainError('conflict', 'a merge can only be undone for 30 days');
    const { mergedId, userId } = merge;
    const [contact, merged] = await lockPair(inTx, tenantId, contactId, mergedId);
    if (contact?.userId !== userId || merged?.mergedInto !== contactId)
      throw new DomainError('conflict', 'the contacts have changed since they were merged');

    const before = merge.factsBefore;
    await writeFacts(inTx, contactId, null, {
      facts: mapFacts((fact) =>
        contact.facts[fact] === merged.facts[fact] ? before.facts[fact] : contact.facts[fact],
      ),
      properties: withoutLearned(contact.properties, merged.properties, before.properties),
    });
    if (before.pace)
      await restorePace(inTx, contact, { mergedAt: merge.mergedAt, learned: merged.pace, before: before.pace });
    await tx.query(sql`
      update contacts set user_id = ${userId}, merged_into = null, may_merge = false where id = ${mergedId}`);
    await tx.query(sql`
      update contacts set merged_into = ${mergedId} where tenant_id = ${tenantId} and merged_into = ${contactId}
        and id in ${sql.texts(merge.repointed)}`);
    await moveBack(inTx, tenantId, contactId, mergedId, userId);
    await recountTotals(inTx, [contactId, mergedId]);
    await tx.query(sql`update contact_merges set undone_at = ${now} where id = ${mergeId}`);
  });
}

const isOf = (tenantId: Id<'ten'>, contactId: Id<'ctc'>) =>
  and(eq(contactMerges.tenantId, tenantId), eq(contactMerges.contactId, contactId));

async function readForUndo(ctx: AnyContext, tenantId: Id<'ten'>, contactId: Id<'ctc'>, mergeId: Id<'mrg'>) {
  const [merge] = await withBuilder(ctx.db, (build) =>
    build
      .select()
      .from(contactMerges)
      .where(and(isOf(tenantId, contactId), eq(contactMerges.id, mergeId)))
      .for('update'),
  );
  if (!merge) throw new DomainError('not_found', 'this contact has no merge with this id');
  return merge;
}

/**
 * The log says what was done under the user id: a trusted event that names one belongs to the user id before any
 * address.
 */
async function moveBack(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  mergedId: Id<'ctc'>,
  userId: string,
): Promise<void> {
  const named = sql`e.tenant_id = ${tenantId} and e.is_trusted and e.user_id = ${userId}`;
  await ctx.db.query(sql`
    update timeline t set person_id = ${mergedId} from events e
    where t.tenant_id = ${tenantId} and t.person_id = ${contactId} and e.seq = t.seq and ${named}`);
  await ctx.db.query(sql`
    update orders o set contact_id = ${mergedId} from events e
    where o.tenant_id = ${tenantId} and o.contact_id = ${contactId} and e.seq = o.seq and ${named}`);
  await ctx.db.query(sql`
    update visitor_links l set contact_id = ${mergedId} from events e
    where l.tenant_id = ${tenantId} and l.contact_id = ${contactId} and e.seq = l.seq and ${named}`);
}

/** Always in the same order, so that two transactions that lock the same pair cannot deadlock. */
async function lockPair(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  first: string,
  second: string,
): Promise<[ContactRow | undefined, ContactRow | undefined]> {
  const rows = await ctx.db.query<ContactRow>(sql`
    select id, user_id as "userId", email, merged_into as "mergedInto", properties, jsonb_build_object('first_name', first_name,
      'last_name', last_name, 'phone', phone, 'language', language, 'timezone', timezone,
      'registered_at', registered_at) as facts,
      jsonb_build_object('frequency', frequency, 'paused_until', paused_until) as pace,
      frequency_said_at as "frequencySaidAt", pause_said_at as "pauseSaidAt"
    from contacts where tenant_id = ${tenantId} and id in (${first}, ${second}) order by id for update`);
  return [rows.find(({ id }) => id === first), rows.find(({ id }) => id === second)];
}

async function writeFacts(
  ctx: Context<Transaction>,
  contactId: Id<'ctc'>,
  userId: string | null,
  { facts, properties }: FactsBefore,
): Promise<void> {
  await ctx.db.query(sql`
    update contacts c set user_id = ${userId}, first_name = f.first_name, last_name = f.last_name, phone = f.phone,
      language = f.language, timezone = f.timezone, registered_at = f.registered_at,
      properties = ${JSON.stringify(properties)}::text::jsonb
    from jsonb_to_record(${JSON.stringify(facts)}::text::jsonb) as f (first_name text, last_name text, phone text,
      language text, timezone text, registered_at timestamptz)
    where c.id = ${contactId}`);
}

/**
 * What the person chose since the merge stays, even if the other contact had chosen the same; what came only from the
 * merge goes.
 */
async function restorePace(
  ctx: Context<Transaction>,
  { id, pace, frequencySaidAt, pauseSaidAt }: ContactRow,
  { mergedAt, learned, before }: { mergedAt: Date; learned: Pace; before: Pace },
): Promise<void> {
  const of = (field: keyof Pace, saidAt: Date | null) => {
    const isChosen = saidAt !== null && saidAt > mergedAt;
    return isChosen || pace[field] !== learned[field] ? pace[field] : before[field];
  };
  await ctx.db.query(sql`
    update contacts set frequency = ${of('frequency', frequencySaidAt)},
      paused_until = ${of('paused_until', pauseSaidAt)}::timestamptz
    where id = ${id}`);
}

function mapFacts(value: (fact: Fact) => string | null): Record<Fact, string | null> {
  return Object.fromEntries(facts.map((fact) => [fact, value(fact)])) as Record<Fact, string | null>;
}

function withoutLearned(
  now: Record<string, unknown>,
  learned: Record<string, unknown>,
  before: Record<string, unknown>,
): Record<string, unknown> {
  const isLearned = (key: string, value: unknown) =>
    !Object.hasOwn(before, key) && JSON.stringify(learned[key]) === JSON.stringify(value);
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => !isLearned(key, value)));
}

type ReadMerge = ContactMerge & { id: Id<'mrg'>; mergedId: Id<'ctc'> };

/** The contacts that were merged into this one, newest first. */
export async function readMerges(ctx: AnyContext, tenantId: Id<'ten'>, contactId: Id<'ctc'>): Promise<ReadMerge[]> {
  const { id, mergedId, userId, mergedAt, undoneAt } = contactMerges;
  const rows = await withBuilder(ctx.db, (build) =>
    build
      .select({ id, mergedId, userId, mergedAt, undoneAt })
      .from(contactMerges)
      .where(isOf(tenantId, contactId))
      .orderBy(desc(mergedAt), desc(id)),
  );
  return rows.map((row) => ({
    ...row,
    mergedAt: row.mergedAt.toISOString(),
    undoableUntil: new Date(row.mergedAt.getTime() + undoWindow).toISOString(),
    undoneAt: row.undoneAt?.toISOString() ?? null,
  }));
}
