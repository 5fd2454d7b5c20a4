import { lockLivingContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { describeError, type Id } from '../lib/index.ts';
import { isApplied } from '../log/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { preferIndexes, readFilterContext } from './evaluate.ts';
import { groupSegments, type MarkedContact, updateMemberships } from './memberships-statement.ts';
import { keepRules } from './rule-locks.ts';
import { readSegments } from './stored-segments.ts';
import type { EvaluationCause, segmentChanges, segmentMarks } from './tables.ts';

/** That a contact entered or left a segment. */
export type MembershipChange = Pick<
  typeof segmentChanges.$inferSelect,
  'segmentId' | 'contactId' | 'change' | 'reason'
> & {
  at: Date;
};

/** What another room does when contacts enter or leave segments, in the transaction in which they do. */
export type MembershipListener = {
  changed(ctx: Context<Transaction>, tenantId: Id<'ten'>, changes: readonly MembershipChange[]): Promise<void>;
};

/** Marks of one transaction. */
const maxMarks = 1_000;

/**
 * Evaluates the contacts that are marked, up to 1,000 marks of each shop.
 * @returns how many marks were done
 */
export async function evaluateMarked(ctx: Context, listeners: readonly MembershipListener[]): Promise<number> {
  let done = 0;
  for (const tenantId of await readMarkedTenants(ctx)) {
    try {
      done += await ctx.db.transaction((tx) => evaluateMarkedOf({ ...ctx, db: tx }, tenantId, listeners));
    } catch (error) {
      // The marks stay, and the contacts of other shops are evaluated.
      ctx.log.warn('memberships could not be evaluated', { tenant: tenantId, error: describeError(error) });
    }
  }
  return done;
}

/** By steps through the index: it would take long to read all marks of a shop that has many. */
async function readMarkedTenants(ctx: Context): Promise<Id<'ten'>[]> {
  const rows = await ctx.db.query<Pick<typeof segmentMarks.$inferSelect, 'tenantId'>>(sql`
    with recursive marked as (
      (select tenant_id from segment_marks order by tenant_id limit 1)
      union all
      select (select k.tenant_id from segment_marks k where k.tenant_id > m.tenant_id order by k.tenant_id limit 1)
      from marked m where m.tenant_id is not null
    )
    select tenant_id as "tenantId" from marked where tenant_id is not null`);
  return rows.map(({ tenantId }) => tenantId);
}

/**
 * The order of its steps decides: rules are kept from changing, marks are taken, contacts are locked, and only then their
 * data is read. What is committed later brings a new mark.
 */
async function evaluateMarkedOf(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  listeners: readonly MembershipListener[],
): Promise<number> {
  await keepRules(ctx, tenantId);
  if (await isRebuilding(ctx, tenantId)) return 0;
  const active = (await readSegments(ctx, tenantId)).filter(({ archivedAt }) => archivedAt === null);
  if (active.length === 0) {
    const dropped = await ctx.db.query(sql`delete from segment_marks where tenant_id = ${tenantId} returning 1`);
    return dropped.length;
  }
  const marks = await ctx.db.query<Pick<typeof segmentMarks.$inferSelect, 'contactId' | 'cause'>>(sql`
    delete from segment_marks where id in (
      select id from segment_marks where tenant_id = ${tenantId}
      order by segment_id is not null, id limit ${maxMarks} for update skip locked)
    returning contact_id as "contactId", cause`);
  const contacts = joinCauses(marks);
  await lockLivingContacts(
    ctx,
    contacts.map(({ contactId }) => contactId),
  );
  if (contacts.length > 0) {
    const context = await readFilterContext(ctx, tenantId, 'few');
    await preferIndexes(ctx.db);
    const changes: MembershipChange[] = [];
    for (const group of groupSegments(active)) {
      const statement = updateMemberships(tenantId, group, contacts, context);
      const changed = await ctx.db.query<Omit<MembershipChange, 'at'>>(sql.composed(statement));
      changes.push(...changed.map((change) => ({ ...change, at: context.now })));
    }
    if (changes.length > 0) for (const { changed } of listeners) await changed(ctx, tenantId, changes);
  }
  return marks.length;
}

/** Of several causes, the one that most likely decided comes first. */
const causes: readonly EvaluationCause[] = ['by_hand', 'contact_changed', 'imported', 'rule_changed', 'time_passed'];

/** Each contact once. */
function joinCauses(marks: readonly MarkedContact[]): MarkedContact[] {
  return [...Map.groupBy(marks, ({ contactId }) => contactId)].map(([contactId, own]) => ({
    contactId,
    cause: causes.find((cause) => own.some((mark) => mark.cause === cause))!,
  }));
}

/**
 * Whether the history of the shop's contacts is being rebuilt: until it is complete, they would seem to leave segments.
 */
export async function isRebuilding(ctx: Context<Transaction>, tenantId: Id<'ten'>): Promise<boolean> {
  const [waiting] = await ctx.db.query<{ xact: string }>(sql`
    select max(waits_for)::text as xact from segment_evaluations
    -- After the log has moved to another cluster, transactions have other ids.
    where tenant_id = ${tenantId} and waits_for < pg_snapshot_xmax(pg_current_snapshot()) having max(waits_for) is not null`);
  return waiting !== undefined && !(await isApplied(ctx, waiting.xact));
}
