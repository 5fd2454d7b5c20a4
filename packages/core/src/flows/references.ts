import type { FlowDefinition, FlowStep, SegmentFilter } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { clausesOf } from '../segments/index.ts';
import { keepFlows } from './flow-locks.ts';
import { branchesOf } from './steps.ts';

/**
 * Refuses to archive a segment that a flow needs: without it, no contact could enter or be moved on.
 * @throws DomainError `conflict` with the flows that are live or paused, or that contacts are inside of
 */
export async function checkSegmentUnneeded(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  id: Id<'seg'>,
): Promise<void> {
  // A flow that is being published waits, and then finds the segment archived.
  await keepFlows(ctx, [tenantId]);
  const flows = await ctx.db.query<{ name: string; definition: FlowDefinition }>(sql`
    select f.name, v.definition from flow_versions v join flows f on f.id = v.flow_id
    where v.tenant_id = ${tenantId} and (f.status in ('live', 'paused') and f.published_version = v.version
      or exists (
        select from flow_runs r where r.flow_id = v.flow_id and r.version = v.version and r.status = 'active'))
    order by f.id, v.version`);
  const needing = flows.flatMap(({ name, definition }) =>
    referencesOf(definition).flatMap((reference) =>
      reference.kind === 'segment' && reference.id === id
        ? [{ path: reference.path, message: `in the flow ${name}`, name }]
        : [],
    ),
  );
  if (needing.length === 0) return;
  const names = [...new Set(needing.map(({ name }) => name))].join(', ');
  const errors = needing.map(({ path, message }) => ({ path, message }));
  throw new DomainError('conflict', `flows need it: ${names}`, { errors });
}

type Reference = { path: string; kind: 'message' | 'segment'; id: string };

/**
 * Refuses a definition that names a message that is not published, or a segment that the shop does not have.
 * @throws DomainError `validation_failed` with the path of each
 */
export async function checkFlowReferences(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  definition: FlowDefinition,
): Promise<void> {
  const references = referencesOf(definition);
  const rows = await ctx.db.query<{ kind: Reference['kind']; id: string }>(sql`
    select 'message' as kind, key as id from messages
    where tenant_id = ${tenantId} and published_version is not null
    union all
    select 'segment', id from segments where tenant_id = ${tenantId} and archived_at is null`);
  const known = new Set([...rows.map(({ kind, id }) => `${kind} ${id}`), 'segment newsletter']);
  const errors = references
    .filter(({ kind, id }) => !known.has(`${kind} ${id}`))
    .map(({ path, kind, id }) => ({
      path,
      message: `there is no ${kind === 'message' ? 'published message' : kind} ${id}`,
    }));
  if (errors.length > 0) throw new DomainError('validation_failed', errors[0]!.message, { errors });
}

function referencesOf({ trigger, audience, steps }: FlowDefinition): Reference[] {
  return [
    ...(trigger.kind === 'segment'
      ? [{ path: 'definition.trigger.segment', kind: 'segment' as const, id: trigger.segment }]
      : []),
    ...ofFilter(audience, 'definition.audience'),
    ...ofSteps(steps, 'definition.steps'),
  ];
}

function ofSteps(steps: readonly FlowStep[], path: string): Reference[] {
  return steps.flatMap((step, index) => {
    const at = `${path}.${index}`;
    const inner = branchesOf(step).flatMap(({ place, steps: list }) => ofSteps(list, `${at}.${place}`));
    switch (step.kind) {
      case 'send':
        return ofSend(step, at);
      case 'add_to_segment':
      case 'remove_from_segment':
        return [{ path: `${at}.segment`, kind: 'segment' as const, id: step.segment }];
      case 'branch':
        return [...ofFilter(step.filter, `${at}.filter`), ...inner];
      default:
        return inner;
    }
  });
}

function ofSend({ message, experiment }: Extract<FlowStep, { kind: 'send' }>, path: string): Reference[] {
  const variations = (experiment?.variations ?? []).flatMap(({ message: other }, index) =>
    other === undefined
      ? []
      : [{ path: `${path}.experiment.variations.${index}.message`, kind: 'message' as const, id: other }],
  );
  return [{ path: `${path}.message`, kind: 'message', id: message }, ...variations];
}

function ofFilter(filter: SegmentFilter | null, path: string): Reference[] {
  if (!filter) return [];
  return clausesOf(filter, path).flatMap(({ path: at, clause }) =>
    clause.kind === 'segment' ? [{ path: `${at}.segment`, kind: 'segment' as const, id: clause.segment }] : [],
  );
}
