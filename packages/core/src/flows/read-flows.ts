import { type Flow, type FlowDefinition, type FlowDetail, recentDays } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { canonicalJson, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { listSteps } from './steps.ts';
import { readFlow, readFlows, type StoredFlow } from './stored-flows.ts';
import type { flowVersions } from './tables.ts';

type Counts = Pick<Flow, 'runs' | 'recent'>;

/** The flows of a shop with the counts of their runs. */
export async function listFlows(ctx: AnyContext, tenantId: Id<'ten'>, state: 'current' | 'archived'): Promise<Flow[]> {
  const all = await readFlows(ctx, tenantId);
  const flows = all.filter(({ status }) => (status === 'archived') === (state === 'archived'));
  const [counts, published] = [await countRuns(ctx, tenantId), await readPublished(ctx, flows)];
  return flows.map((flow) => toFlow(flow, published.get(flow.id) ?? null, counts.get(flow.id)!));
}

/** One flow in full. @throws DomainError `not_found` */
export async function readFlowDetail(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'flw'>): Promise<FlowDetail> {
  const flow = await readFlow(ctx, tenantId, id);
  const published = (await readPublished(ctx, [flow])).get(id) ?? null;
  const counts = await countRuns(ctx, tenantId, id);
  const waiting = await ctx.db.query<{ step: string; runs: number }>(sql`
    select step_id as step, count(*)::int as runs from flow_runs
    where flow_id = ${id} and status = 'active' group by 1 order by 1`);
  return {
    ...toFlow(flow, published, counts.get(id)!),
    definition: flow.draft,
    published,
    unpublishedChanges: published ? compareDefinitions(published, flow.draft) : [],
    waiting,
  };
}

/** The published definitions of flows. */
async function readPublished(ctx: AnyContext, flows: readonly StoredFlow[]): Promise<Map<string, FlowDefinition>> {
  const rows = await ctx.db.query<Pick<typeof flowVersions.$inferSelect, 'flowId' | 'definition'>>(sql`
    select v.flow_id as "flowId", v.definition from flows f
    join flow_versions v on v.flow_id = f.id and v.version = f.published_version
    where f.id in ${sql.texts(flows.map(({ id }) => id))}`);
  return new Map(rows.map(({ flowId, definition }) => [flowId, definition]));
}

async function countRuns(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  flowId: Id<'flw'> | null = null,
): Promise<Map<string, Counts>> {
  const since = new Date(ctx.clock.now().getTime() - recentDays * 24 * 60 * 60 * 1_000);
  type Row = Flow['runs'] & { flowId: string; enteredRecently: number; finishedRecently: number };
  const rows = await ctx.db.query<Row>(sql`
    select f.id as "flowId", r.* from flows f cross join lateral (
      select count(*) filter (where status = 'active')::int as active,
        count(*) filter (where status = 'finished')::int as finished,
        count(*) filter (where status = 'exited')::int as exited,
        count(*) filter (where status = 'failed')::int as failed,
        count(*) filter (where goal_at is not null)::int as "reachedGoal",
        count(*) filter (where entered_at >= ${since})::int as "enteredRecently",
        count(*) filter (where status = 'finished' and ended_at >= ${since})::int as "finishedRecently"
      from flow_runs where flow_id = f.id
    ) r
    where f.tenant_id = ${tenantId} and f.id = coalesce(${flowId}::text, f.id)`);
  return new Map(
    rows.map(({ flowId: id, enteredRecently, finishedRecently, ...runs }) => [
      id,
      { runs, recent: { entered: enteredRecently, finished: finishedRecently } },
    ]),
  );
}

function toFlow(
  { draft, createdAt, updatedAt, liveSince, ...flow }: StoredFlow,
  published: FlowDefinition | null,
  counts: Counts,
): Flow {
  return {
    ...flow,
    ...counts,
    trigger: (published ?? draft).trigger,
    hasUnpublishedChanges: published !== null && !isSame(published, draft),
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    liveSince: liveSince?.toISOString() ?? null,
  };
}

/** How a definition differs from another, in plain words. */
export function compareDefinitions(before: FlowDefinition, after: FlowDefinition): string[] {
  const parts = ['trigger', 'audience', 'reentry', 'exits', 'goal', 'lateMessages'] as const;
  const [old, now] = [before, after].map(({ steps }) => new Map(listSteps(steps).map((step) => [step.id, step])));
  const changes = [
    ...parts.filter((part) => !isSame(before[part], after[part])).map((part) => `${labels[part]} changed`),
    ...[...now!.keys()].filter((id) => !old!.has(id)).map((id) => `step "${id}" added`),
    ...[...old!.keys()].filter((id) => !now!.has(id)).map((id) => `step "${id}" removed`),
    ...[...now!].flatMap(([id, step]) => {
      const earlier = old!.get(id);
      return earlier && !isSame(withoutBranches(earlier), withoutBranches(step)) ? [`step "${id}" changed`] : [];
    }),
  ];
  return changes.length === 0 && !isSame(before.steps, after.steps) ? ['order of the steps changed'] : changes;
}

const labels = {
  trigger: 'trigger',
  audience: 'audience',
  reentry: 're-entry rule',
  exits: 'exits',
  goal: 'goal',
  lateMessages: 'rule for late messages',
} as const;

/** A step by itself: what changed inside a branch is said of the steps there. */
function withoutBranches(step: object): object {
  const { yes: _, no: __, ...own } = step as { yes?: unknown; no?: unknown; parts?: { weight: number }[] };
  return own.parts ? { ...own, parts: own.parts.map(({ weight }) => weight) } : own;
}

/** The order of fields does not count: stored JSON has its own. */
const isSame = (one: unknown, other: unknown) => canonicalJson(one) === canonicalJson(other);
