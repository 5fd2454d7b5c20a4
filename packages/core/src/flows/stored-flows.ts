import type { FlowChanges, NewFlow as GivenFlow } from '@beckon/contract';
import { and, asc, eq, sql, withBuilder } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { lockFlows } from './flow-locks.ts';
import { checkFlowReferences } from './references.ts';
import { type FlowStatus, flows } from './tables.ts';

export type StoredFlow = Omit<typeof flows.$inferSelect, 'tenantId' | 'checkedUntil'>;

const columns = {
  id: flows.id,
  key: flows.key,
  name: flows.name,
  description: flows.description,
  status: flows.status,
  draft: flows.draft,
  version: flows.version,
  publishedVersion: flows.publishedVersion,
  createdAt: flows.createdAt,
  updatedAt: flows.updatedAt,
  liveSince: flows.liveSince,
};

/** Maximum flows of a shop that are not archived. */
export const maxFlows = 200;

/** The flows of a shop, archived ones too, in the order in which they were created. */
export function readFlows(ctx: AnyContext, tenantId: Id<'ten'>): Promise<StoredFlow[]> {
  return withBuilder(ctx.db, (build) =>
    build.select(columns).from(flows).where(eq(flows.tenantId, tenantId)).orderBy(asc(flows.id)),
  );
}

/** @throws DomainError `not_found` */
export async function readFlow(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'flw'>): Promise<StoredFlow> {
  const [flow] = await withBuilder(ctx.db, (build) =>
    build
      .select(columns)
      .from(flows)
      .where(and(eq(flows.tenantId, tenantId), eq(flows.id, id))),
  );
  if (!flow) throw new DomainError('not_found', 'there is no flow with this id');
  return flow;
}

export type NewFlow = GivenFlow & { key?: string | null };

/**
 * Creates a flow as a draft.
 * @throws DomainError `validation_failed` for a message or segment that is not there, `conflict` when there are too many
 */
export async function createFlow(ctx: Context, tenantId: Id<'ten'>, given: NewFlow): Promise<StoredFlow> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    await tx.query(sql`select 1 from tenants where id = ${tenantId} for update`);
    const active = (await readFlows(inTx, tenantId)).filter(({ status }) => status !== 'archived');
    if (active.length >= maxFlows) throw new DomainError('conflict', `a shop has at most ${maxFlows} flows`);
    await checkFlowReferences(inTx, tenantId, given.definition);
    return insertFlow(inTx, tenantId, given);
  });
}

async function insertFlow(ctx: Context<Transaction>, tenantId: Id<'ten'>, given: NewFlow): Promise<StoredFlow> {
  const now = ctx.clock.now();
  const flow: StoredFlow = {
    id: ctx.ids.newId('flw'),
    key: given.key ?? null,
    name: given.name,
    description: given.description,
    status: 'draft',
    draft: given.definition,
    version: 1,
    publishedVersion: null,
    createdAt: now,
    updatedAt: now,
    liveSince: null,
  };
  await withBuilder(ctx.db, (build) => build.insert(flows).values({ ...flow, tenantId }));
  return flow;
}

/**
 * Changes the name or the draft of a flow. Contacts inside, and those that enter, follow the published version until the
 * draft is published.
 * @throws DomainError `not_found`, `validation_failed`, `conflict` when the version is not the current one or the flow is
 *   archived
 */
export function changeFlow(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'flw'>,
  { version, ...changes }: FlowChanges,
): Promise<{ before: StoredFlow; after: StoredFlow }> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const before = await lockFlow(inTx, tenantId, id, version);
    const after: StoredFlow = {
      ...before,
      name: changes.name ?? before.name,
      description: changes.description ?? before.description,
      draft: changes.definition ?? before.draft,
      version: version + 1,
      updatedAt: ctx.clock.now(),
    };
    if (changes.definition) await checkFlowReferences(inTx, tenantId, changes.definition);
    await saveFlow(inTx, after);
    return { before, after };
  });
}

/** A copy of a flow's draft, as a draft of its own. @throws DomainError `not_found`, `conflict` */
export async function cloneFlow(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'flw'>,
  name: string | null,
): Promise<StoredFlow> {
  const flow = await readFlow(ctx, tenantId, id);
  return createFlow(ctx, tenantId, {
    name: name ?? `${flow.name} (copy)`,
    description: flow.description,
    definition: flow.draft,
  });
}

/**
 * Locks a flow for a change.
 * @param version the version that the change is based on; null: any
 * @throws DomainError `not_found`, `conflict`
 */
export async function lockFlow(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  id: Id<'flw'>,
  version: number | null,
): Promise<StoredFlow> {
  await lockFlows(ctx, tenantId);
  await ctx.db.query(sql`select 1 from flows where tenant_id = ${tenantId} and id = ${id} for update`);
  const flow = await readFlow(ctx, tenantId, id);
  if (flow.status === 'archived') throw new DomainError('conflict', 'the flow is archived');
  if (version !== null && flow.version !== version)
    throw new DomainError('conflict', `the flow has changed: its version is ${flow.version}, not ${version}`, {
      errors: [{ path: 'version', message: String(flow.version) }],
    });
  return flow;
}

export async function saveFlow(
  ctx: Context<Transaction>,
  { id, createdAt: _, key: __, ...written }: StoredFlow & { checkedUntil?: Date },
): Promise<void> {
  await withBuilder(ctx.db, (build) => build.update(flows).set(written).where(eq(flows.id, id)));
}

/** What can be done to a flow in each state. */
export function requireStatus({ status, name }: StoredFlow, allowed: readonly FlowStatus[], deed: string): void {
  if (!allowed.includes(status)) throw new DomainError('conflict', `${name} cannot be ${deed}: it is ${status}`);
}
