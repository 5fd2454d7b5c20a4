import type { FlowDefinition } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { listSteps } from './steps.ts';
import type { flows, flowVersions } from './tables.ts';

type Starting = Pick<typeof flows.$inferSelect, 'id' | 'name'> & { definition: FlowDefinition };

/**
 * Refuses a flow that would start itself for ever, directly or through live flows: a flow that adds a contact to a segment, or
 * removes it, starts the flows with this trigger. A wait, or a flow that a contact enters once, ends such a cycle.
 * @throws DomainError `validation_failed` with the names on the way
 */
export async function checkCycles(ctx: AnyContext, tenantId: Id<'ten'>, flow: Starting): Promise<void> {
  if (!isEndless(flow)) return;
  const live = await ctx.db.query<Starting & Pick<typeof flowVersions.$inferSelect, 'definition'>>(sql`
    select f.id, f.name, v.definition from flows f
    join flow_versions v on v.flow_id = f.id and v.version = f.published_version
    where f.tenant_id = ${tenantId} and f.status in ('live', 'paused') and f.id <> ${flow.id} order by f.id`);
  const others = live.filter(isEndless);
  const seen = new Set<string>();
  const visit = (from: Starting, names: readonly string[]): void => {
    const changes = changesBy(from);
    if (changes.has(triggerOf(flow))) {
      const way = [...names, flow.name].join(' → ');
      throw new DomainError('validation_failed', `flows would start each other without an end: ${way}`, {
        errors: [{ path: 'definition.trigger.segment', message: `without a wait, ${way} has no end` }],
      });
    }
    for (const next of others) {
      if (seen.has(next.id) || !changes.has(triggerOf(next))) continue;
      seen.add(next.id);
      visit(next, [...names, next.name]);
    }
  };
  visit(flow, [flow.name]);
}

/** Starts by a segment, lets contacts enter again at once, and does not wait. */
const isEndless = ({ definition: { trigger, reentry, steps } }: Starting): boolean =>
  trigger.kind === 'segment' &&
  reentry.rule === 'always' &&
  listSteps(steps).every(({ kind }) => kind !== 'wait' && kind !== 'wait_until' && kind !== 'wait_for');

const triggerOf = ({ definition: { trigger } }: Starting): string =>
  trigger.kind === 'segment' ? `${trigger.segment} ${trigger.change}` : '';

/** The changes of segments that the steps of a flow make. */
function changesBy({ definition }: Starting): ReadonlySet<string> {
  return new Set(
    listSteps(definition.steps).flatMap((step) =>
      step.kind === 'add_to_segment'
        ? [`${step.segment} entered`]
        : step.kind === 'remove_from_segment'
          ? [`${step.segment} left`]
          : [],
    ),
  );
}
