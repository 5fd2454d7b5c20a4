import type { Meta, StoryObj } from '@storybook/react-vite';
import { expect, within } from 'storybook/test';
import { ConsumersPanel } from '../features/queue/consumers-panel.tsx';
import { DeadJobsPanel } from '../features/queue/dead-jobs-panel.tsx';
import { inAdmin } from './admin-frame.tsx';

/** The lists of the queue screen: on their way, empty, full. */
const meta: Meta = { title: 'Admin/Queue', decorators: [inAdmin] };
export default meta;
type Story = StoryObj;

type Jobs = Parameters<typeof DeadJobsPanel>[0]['jobs'];
type Consumers = Parameters<typeof ConsumersPanel>[0]['consumers'];

const shows = (jobs: Jobs, consumers: Consumers, play: NonNullable<Story['play']>): Story => ({
  render: () => (
    <>
      <DeadJobsPanel jobs={jobs} />
      <div style={{ height: 24 }} />
      <ConsumersPanel consumers={consumers} />
    </>
  ),
  play,
});

export const Loading = shows(undefined, undefined, async ({ canvasElement }) => {
  for (const table of within(canvasElement).getAllByRole('table'))
    await expect(table).toHaveAttribute('aria-busy', 'true');
});

const consumer = { name: 'contacts', lag: 0, isEstimate: false, lagSeconds: 0, bucketsLeased: 64, buckets: 64 };

export const NothingWrong = shows([], [consumer], async ({ canvasElement }) => {
  const screen = within(canvasElement);
  await expect(screen.getByText('All jobs have succeeded or will be retried automatically.')).toBeVisible();
  await expect(screen.getByRole('region', { name: 'Consumers of the event log' })).toHaveTextContent('Up to date');
});

export const SomethingWrong = shows(
  [
    {
      id: 'job_1',
      kind: 'send_message',
      attempts: 8,
      lastError: `550 5.1.1 ${'No such mailbox here. '.repeat(20)}`,
      diedAt: '2026-11-01T00:00:00.000Z',
    },
  ],
  [
    { ...consumer, lag: 12, lagSeconds: 3 },
    { ...consumer, name: 'orders', lag: 12_000, isEstimate: true, lagSeconds: 900 },
    { ...consumer, name: 'waitlists', lag: 7, lagSeconds: 90, bucketsLeased: 0 },
  ],
  async ({ canvasElement }) => {
    const screen = within(canvasElement);
    const table = within(screen.getByRole('table', { name: 'Consumers of the event log' }));
    await expect(table.getAllByRole('row')).toHaveLength(4);
    for (const pace of ['Catching up', 'Late', 'No worker']) await expect(table.getByText(pace)).toBeVisible();
    const jobs = within(screen.getByRole('table', { name: 'Dead jobs' }));
    await expect(jobs.getByRole('button', { name: /replay/i })).toBeEnabled();
  },
);
