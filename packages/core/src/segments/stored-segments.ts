import {
  type NewSegment,
  type SegmentChanges,
  type SegmentDetail,
  type SegmentMembers,
  segmentLimitsOfShop,
} from '@beckon/contract';
import { lockContacts } from '../contacts/index.ts';
import { and, asc, eq, sql, withBuilder } from '../db/index.ts';
import { canonicalJson, DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { readMemberCounts } from './member-counts.ts';
import { checkReferences, findReferring } from './references.ts';
import { requestEvaluation } from './request-evaluation.ts';
import { lockRules } from './rule-locks.ts';
import { segments } from './tables.ts';

export type StoredSegment = Omit<typeof segments.$inferSelect, 'tenantId'>;

const columns = {
  id: segments.id,
  name: segments.name,
  description: segments.description,
  definition: segments.definition,
  version: segments.version,
  createdAt: segments.createdAt,
  updatedAt: segments.updatedAt,
  archivedAt: segments.archivedAt,
};

/** The segments of the shop's own, archived ones too, in the order in which they were created. */
export function readSegments(ctx: AnyContext, tenantId: Id<'ten'>): Promise<StoredSegment[]> {
  return withBuilder(ctx.db, (build) =>
    build.select(columns).from(segments).where(eq(segments.tenantId, tenantId)).orderBy(asc(segments.id)),
  );
}

/** @throws DomainError `not_found` */
export async function readSegment(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'seg'>): Promise<StoredSegment> {
  const [segment] = await withBuilder(ctx.db, (build) =>
    build
      .select(columns)
      .from(segments)
      .where(and(eq(segments.tenantId, tenantId), eq(segments.id, id))),
  );
  if (!segment) throw new DomainError('not_found', 'there is no segment with this id');
  return segment;
}

/** @throws DomainError `validation_failed` for a reference that is refused, `conflict` when there are too many segments */
export function createSegment(ctx: Context, tenantId: Id<'ten'>, given: NewSegment): Promise<StoredSegment> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const others = await lockSegments(inTx, tenantId);
    const now = ctx.clock.now();
    const segment: StoredSegment = {
      ...given,
      id: ctx.ids.newId('seg'),
      version: 1,
      createdAt: now,
      updatedAt: now,
      archivedAt: null,
    };
    check(segment, others);
    await withBuilder(tx, (build) => build.insert(segments).values({ ...segment, tenantId }));
    if (segment.definition) await requestEvaluation(inTx, tenantId, segment.id, { isNew: true });
    return segment;
  });
}

/**
 * Changes, archives or restores a segment.
 * @throws DomainError `not_found`, `validation_failed` for a reference that is refused, `conflict` when the version is not
 *   the current one or another segment refers to a segment to be archived
 */
export function changeSegment(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'seg'>,
  { version, isArchived, ...changes }: SegmentChanges,
): Promise<{ before: StoredSegment; after: StoredSegment }> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const others = await lockSegments(inTx, tenantId);
    const before = others.get(id);
    if (!before) throw new DomainError('not_found', 'there is no segment with this id');
    if (before.version !== version)
      throw new DomainError('conflict', `the segment has changed: its version is ${before.version}, not ${version}`, {
        errors: [{ path: 'version', message: String(before.version) }],
      });
    const now = ctx.clock.now();
    const after: StoredSegment = {
      ...before,
      name: changes.name ?? before.name,
      description: changes.description ?? before.description,
      definition: changes.definition === undefined ? before.definition : changes.definition,
      archivedAt: isArchived === undefined ? before.archivedAt : isArchived ? (before.archivedAt ?? now) : null,
      version: version + 1,
      updatedAt: now,
    };
    check(after, others);
    const { id: _, createdAt: __, ...written } = after;
    await withBuilder(tx, (build) => build.update(segments).set(written).where(eq(segments.id, id)));
    const isSameRule = canonicalJson(before.definition) === canonicalJson(after.definition);
    const isNew = before.archivedAt !== null;
    if (!after.archivedAt && (!isSameRule || isNew)) await requestEvaluation(inTx, tenantId, id, { isNew });
    return { before, after };
  });
}

/**
 * Waits for other changes of the shop's segments, since each can change what the others refer to, and for evaluations by the
 * present rules.
 */
async function lockSegments(ctx: Context<Transaction>, tenantId: Id<'ten'>): Promise<Map<string, StoredSegment>> {
  await ctx.db.query(sql`select 1 from tenants where id = ${tenantId} for update`);
  await lockRules(ctx, tenantId);
  return new Map((await readSegments(ctx, tenantId)).map((segment) => [segment.id, segment]));
}

function check(segment: StoredSegment, others: ReadonlyMap<string, StoredSegment>): void {
  if (segment.archivedAt) {
    const referring = findReferring(segment.id, others);
    if (referring.length === 0) return;
    const names = [...new Set(referring.map(({ name }) => name))].join(', ');
    throw new DomainError('conflict', `other segments refer to it: ${names}`, {
      errors: referring.map(({ name, path }) => ({ path: `definition.${path}`, message: `in the segment ${name}` })),
    });
  }
  const after = new Map(others).set(segment.id, segment);
  const active = [...after.values()].filter(({ archivedAt }) => archivedAt === null);
  const { maxSegments } = segmentLimitsOfShop;
  if (active.length > maxSegments) throw new DomainError('conflict', `a shop has at most ${maxSegments} segments`);
  checkReferences(segment.id, after);
}

/** As the API shows it, with its kept count. */
export async function toSegmentDetail(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { archivedAt, createdAt, updatedAt, ...segment }: StoredSegment,
): Promise<SegmentDetail> {
  const counts = await readMemberCounts(ctx, tenantId, [segment.id]);
  return {
    ...segment,
    ...counts.get(segment.id)!,
    kind: kindOf(segment),
    isArchived: archivedAt !== null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

export const kindOf = ({ definition }: Pick<StoredSegment, 'definition'>) =>
  definition === null ? ('static' as const) : ('dynamic' as const);

/**
 * Adds contacts to a segment by hand, removes them, or undoes either. They enter or leave when they are evaluated.
 * @returns for how many this changed something
 * @throws DomainError `not_found`, `validation_failed` with the places of contacts that are not there
 */
export function changeMembers(
  ctx: Context,
  tenantId: Id<'ten'>,
  segmentId: Id<'seg'>,
  { contacts, membership }: SegmentMembers,
): Promise<number> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await readSegment(inTx, tenantId, segmentId);
    const locked = await lockContacts(
      inTx,
      tenantId,
      contacts.map((id) => ({ id })),
    );
    const errors = locked.flatMap((contact, index) =>
      contact ? [] : [{ path: `contacts.${index}`, message: 'there is no contact with this id' }],
    );
    if (errors.length > 0) throw new DomainError('validation_failed', 'some contacts are not there', { errors });
    const ids = [...new Set(locked.map((contact) => contact!.id))];
    const changed = await tx.query(
      membership === 'by_filter'
        ? sql`delete from segment_overrides
            where segment_id = ${segmentId} and contact_id in ${sql.texts(ids)} returning contact_id`
        : sql`insert into segment_overrides as o (tenant_id, segment_id, contact_id, is_member, changed_at)
            select ${tenantId}, ${segmentId}, id, ${membership === 'in'}, ${ctx.clock.now()}
            from ${sql.texts(ids)} as given (id)
            on conflict (segment_id, contact_id) do update
              set is_member = excluded.is_member, changed_at = excluded.changed_at
              where o.is_member <> excluded.is_member returning contact_id`,
    );
    return changed.length;
  });
}
