import { expect, test } from 'vitest';
import { flowDefinitionSchema, flowLimits, type GivenFlowDefinition } from './flow-definition.ts';

const trigger: GivenFlowDefinition['trigger'] = { kind: 'event', events: [{ event: 'cart_abandoned' }] };
const fault = (given: object) => {
  const result = flowDefinitionSchema.safeParse({ version: 1, trigger, steps: [], ...given });
  return result.success ? null : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)[0];
};
const exit = (id: string) => ({ id, kind: 'exit' });

test('fields that are omitted get the usual values', () => {
  const given: GivenFlowDefinition = { version: 1, trigger, steps: [{ id: 'mail', kind: 'send', message: 'welcome' }] };
  expect(flowDefinitionSchema.parse(given)).toMatchObject({
    audience: null,
    reentry: { rule: 'once' },
    exits: [{ event: 'placed_order' }],
    goal: null,
    lateMessages: 'skip',
  });
});

test('a step id is unique in the whole flow, also between branches', () => {
  const filter = { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 0 } };
  const branch = (yes: object[], no: object[]) => ({ id: 'branch', kind: 'branch', filter, yes, no });
  expect(fault({ steps: [branch([exit('a')], [exit('b')])] })).toBeNull();
  expect(fault({ steps: [branch([exit('a')], [exit('a')])] })).toContain('another step has this id');
  expect(fault({ steps: [branch([], []), exit('branch')] })).toContain('another step has this id');
});

test('too many steps and too many levels are refused with their place', () => {
  const many = Array.from({ length: flowLimits.maxSteps }, (_, no) => exit(`s${no}`));
  expect(fault({ steps: many })).toBeNull();
  expect(fault({ steps: [...many, exit('more')] })).toBe(`steps: a flow has at most ${flowLimits.maxSteps} steps`);
  const nest = (levels: number): object[] =>
    levels === 1
      ? [exit('end')]
      : [
          {
            id: `s${levels}`,
            kind: 'split',
            parts: [
              { weight: 1, steps: nest(levels - 1) },
              { weight: 1, steps: [] },
            ],
          },
        ];
  expect(fault({ steps: nest(flowLimits.maxDepth) })).toBeNull();
  expect(fault({ steps: nest(flowLimits.maxDepth + 1) })).toContain(`at most ${flowLimits.maxDepth} levels`);
  expect(fault({ steps: nest(5_000) })).toContain(`at most ${flowLimits.maxDepth} levels`);
});

test('the time of the re-entry rule is given where it is used, and only there', () => {
  const after = { amount: 30, unit: 'days' };
  expect(fault({ reentry: { rule: 'after', after } })).toBeNull();
  expect(fault({ reentry: { rule: 'after' } })).toContain('reentry.after');
  expect(fault({ reentry: { rule: 'once', after } })).toContain('reentry.after');
});
