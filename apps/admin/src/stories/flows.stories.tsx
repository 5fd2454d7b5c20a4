import type { FlowDefinition, FlowStep, SegmentFilter } from '@beckon/contract';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, within } from 'storybook/test';
import { FlowDrawing } from '../features/flows/flow-drawing.tsx';
import { FlowRules } from '../features/flows/flow-rules.tsx';
import { EvaluationNote } from '../features/segments/evaluation-note.tsx';
import { FilterList } from '../parts/filter/filter-list.tsx';
import { flowLooks, runLooks } from '../parts/flows/flow-looks.ts';
import type { FlowNames } from '../parts/flows/flow-words.ts';
import { StateBadge } from '../parts/flows/state-badge.tsx';
import { Panel } from '../parts/screen/panel.tsx';
import { inAdmin } from './admin-frame.tsx';

/** Flows and filters in words and lines. */
const meta: Meta = { title: 'Admin/Flows', decorators: [inAdmin] };
export default meta;
type Story = StoryObj;

const names: FlowNames = {
  segment: () => '“VIP”',
  message: () => '“Welcome”',
  currency: 'EUR',
  messageOf: () => ({ name: 'Thanks', channel: 'email' }),
};

const segment = `seg_${'0'.repeat(26)}`;
const filter: SegmentFilter = {
  kind: 'and',
  filters: [
    { kind: 'field', field: 'lifetimeValue', comparison: { operator: 'greater_than', value: 10_000 } },
    { kind: 'not', filter: { kind: 'or', filters: [{ kind: 'segment', segment }, { kind: 'waitlist' }] } },
  ],
};

const wait = (id: string): FlowStep => ({ id, kind: 'wait', amount: 2, unit: 'days' });
const send = (id: string): FlowStep => ({ id, kind: 'send', message: 'thanks' });
const definition: FlowDefinition = {
  version: 1,
  trigger: { kind: 'event', events: [{ event: 'cart_abandoned' }] },
  audience: filter,
  reentry: { rule: 'after', after: { amount: 3, unit: 'days' } },
  exits: [{ event: 'placed_order' }],
  goal: { event: 'placed_order' },
  lateMessages: 'send',
  steps: [
    {
      id: 'loyal',
      kind: 'branch',
      filter,
      yes: [send('thanks')],
      no: [
        {
          id: 'test',
          kind: 'split',
          parts: [
            { weight: 3, steps: [wait('short')] },
            { weight: 1, steps: [] },
          ],
        },
        { id: 'gone', kind: 'exit' },
      ],
    },
    wait('last'),
  ],
};

const draws = (steps: FlowStep[], play: NonNullable<Story['play']>): Story => ({
  render: () => (
    <Panel title="Steps" isFlush>
      <FlowRules definition={{ ...definition, steps }} names={names} />
      <FlowDrawing definition={{ ...definition, steps }} waiting={new Map([['last', 1_250]])} names={names} />
    </Panel>
  ),
  play,
});

/** To a screen reader the drawing is a list of steps; a branch is a list within it. */
export const Branches = draws(definition.steps, async ({ canvasElement }) => {
  const drawing = within(canvasElement).getByRole('region', { name: 'Steps from top to bottom' });
  const [steps] = within(drawing).getAllByRole('list');
  const top = [...steps!.children].map((step) => step.querySelector('.flow-card-title')?.textContent);
  await expect(top).toEqual(['When a cart is abandoned', 'Does this apply to the contact?', 'Wait 2 days', undefined]);
  const ways = within(steps!.children[1] as HTMLElement).getAllByRole('listitem');
  const labels = ways.flatMap((way) => way.querySelector(':scope > .flow-branch-label')?.textContent ?? []);
  await expect(labels).toEqual(['Yes', 'No', 'Part 1: 75%', 'Part 2: 25%']);
  await expect(within(steps!.children[2] as HTMLElement).getByText('1,250 contacts here now')).toBeInTheDocument();
  await expect(within(drawing).getByText('Nothing happens here.')).toBeInTheDocument();
});

/** Where every way ends, there is no end to come to. */
export const NoEnd = draws([send('thanks'), { id: 'gone', kind: 'exit' }], async ({ canvasElement }) => {
  const part = within(canvasElement);
  await expect(part.getByText('Leave the flow')).toBeVisible();
  await expect(part.queryByText('End')).toBeNull();
  await expect(part.getByText('Sent, also more than 24 hours late')).toBeVisible();
});

/** The opposite of a group is said of its parts, and a part is true where its clause is not. */
export const Explained: Story = {
  render: () => (
    <Panel title="Who is in it">
      <FilterList
        filter={filter}
        names={names}
        clauses={[
          { path: 'filter.filters.0', matches: true, found: 'lifetimeValue is 12000' },
          { path: 'filter.filters.1.filter.filters.0', matches: false, found: 'is not in the segment' },
          { path: 'filter.filters.1.filter.filters.1', matches: true, found: 'is on the waitlist' },
        ]}
      />
    </Panel>
  ),
  play: async ({ canvasElement }) => {
    const part = within(canvasElement);
    const clause = (text: string) => within(part.getByText(text).closest('li') as HTMLElement);
    await expect(clause('Total of orders is more than €100.00').getByRole('img', { name: 'True:' })).toBeVisible();
    await expect(part.getByText('Found: 12000')).toBeVisible();
    await expect(part.getAllByText('All of these are true:')).toHaveLength(2);
    await expect(clause('Is not in the segment “VIP”').getByRole('img', { name: 'True:' })).toBeVisible();
    const refused = clause('Is not on the waitlist for any product');
    await expect(refused.getByRole('img', { name: 'Not true:' })).toBeVisible();
  },
};

export const States: Story = {
  render: () => (
    <Panel title="States">
      {[...Object.entries(flowLooks), ...Object.entries(runLooks)].map(([state, look]) => (
        <StateBadge key={state} look={look} />
      ))}
      <EvaluationNote evaluation={{ changing: 400, remaining: 100 }} />
      <EvaluationNote evaluation={{ changing: null, remaining: null }} />
    </Panel>
  ),
  play: async ({ canvasElement }) => {
    const part = within(canvasElement);
    await expect(part.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '75');
    await expect(part.getByText('Being evaluated: the filter is compared with all contacts')).toBeVisible();
  },
};
