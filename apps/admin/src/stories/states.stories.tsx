import { BeckonError } from '@beckon/client';
import { Button } from '@mantine/core';
import type { Meta, StoryObj } from '@storybook/react-vite';
import { IconInbox } from '@tabler/icons-react';
import { expect, fn, userEvent, within } from 'storybook/test';
import { JsonView } from '../parts/copy/json-view.tsx';
import { Snippet } from '../parts/copy/snippet.tsx';
import { ConfirmButton } from '../parts/screen/confirm-button.tsx';
import { Panel } from '../parts/screen/panel.tsx';
import { ErrorState } from '../parts/states/error-state.tsx';
import { LineSkeletons } from '../parts/states/line-skeletons.tsx';
import { NothingHere } from '../parts/states/nothing-here.tsx';
import { MoreButton } from '../parts/table/more-button.tsx';
import { inAdmin } from './admin-frame.tsx';

/** What every screen is made of, where there is nothing, not yet something, or something is wrong. */
const meta: Meta = { title: 'Admin/States', decorators: [inAdmin] };
export default meta;
type Story = StoryObj;

const retry = fn();
const confirm = fn();

export const Loading: Story = {
  render: () => <LineSkeletons />,
  play: async ({ canvasElement }) => {
    await expect(within(canvasElement).getByText('Loading').parentElement).toHaveAttribute('aria-busy', 'true');
  },
};

export const Empty: Story = {
  render: () => (
    <NothingHere icon={IconInbox} title="No emails yet" action={<Button>Send a test</Button>}>
      They appear here as soon as the shop sends one.
    </NothingHere>
  ),
  play: async ({ canvasElement }) => {
    const part = within(canvasElement);
    await expect(part.getByText('No emails yet')).toBeVisible();
    await expect(part.getByRole('button', { name: 'Send a test' })).toBeVisible();
  },
};

const fails = (message: string, status: number, title: string): Story => ({
  render: () => <ErrorState error={new BeckonError(message, { status, code: '' })} onRetry={retry} />,
  play: async ({ canvasElement }) => {
    const alert = within(within(canvasElement).getByRole('alert'));
    await expect(alert.getByText(title)).toBeVisible();
    await expect(alert.getByText(message)).toBeVisible();
    retry.mockClear();
    await userEvent.click(alert.getByRole('button', { name: 'Try again' }));
    await expect(retry).toHaveBeenCalledOnce();
  },
});
export const Failed = fails('The database does not answer.', 503, 'Could not load this data');
export const Offline = fails(
  'The server cannot be reached. Check that it is running and that you are online.',
  0,
  'No connection',
);

/** Escape means no, and the focus is where it was; only the second click acts. */
export const AskedOnceMore: Story = {
  render: () => (
    <Panel title="Keys">
      <ConfirmButton
        label="End"
        about="End the key pk_1"
        question="Who uses it is refused."
        isBusy={false}
        onConfirm={confirm}
      />
    </Panel>
  ),
  play: async ({ canvasElement }) => {
    const page = within(canvasElement.ownerDocument.body);
    const button = page.getByRole('button', { name: 'End the key pk_1' });
    confirm.mockClear();
    await userEvent.click(button);
    await expect(await page.findByText('Who uses it is refused.')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect(button).toHaveFocus();
    await expect(confirm).not.toHaveBeenCalled();
    await userEvent.click(button);
    await userEvent.click(await page.findByRole('button', { name: 'End' }));
    await expect(confirm).toHaveBeenCalledOnce();
  },
};

export const More: Story = {
  render: () => (
    <MoreButton label="Older mails" paged={{ hasNextPage: true, isFetchingNextPage: false, fetchNextPage: retry }} />
  ),
  play: async ({ canvasElement }) => {
    await expect(within(canvasElement).getByRole('button', { name: 'Older mails' })).toBeEnabled();
  },
};

export const ToCopy: Story = {
  render: () => (
    <Panel title="Script tag">
      <Snippet
        code={'<script async src="https://beckon.shop.example/beckon.js" data-key="pk_1"></script>'}
        what="the tag"
      />
      <JsonView
        text={JSON.stringify({ type: 'placed_order', total: 1299, isNew: true, note: null }, null, 2)}
        what="the event"
      />
    </Panel>
  ),
  play: async ({ canvasElement }) => {
    const part = within(canvasElement);
    await expect(part.getByRole('group', { name: 'the tag' })).toHaveTextContent('beckon.js');
    await expect(part.getByRole('group', { name: 'the event' })).toHaveTextContent('placed_order');
    await expect(part.getAllByRole('button', { name: /^Copy/ })).toHaveLength(2);
  },
};
