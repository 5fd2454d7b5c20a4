import type { ListedFlowRun } from '@beckon/contract';
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { contactName } from '../../parts/contacts/contact-name.ts';
import { runLooks } from '../../parts/flows/flow-looks.ts';
import { StateBadge } from '../../parts/flows/state-badge.tsx';
import type { TitleOf } from '../../parts/flows/step-titles.ts';
import type { Columns } from '../../parts/table/data-table.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';

export function runColumns(titleOf: TitleOf): Columns<ListedFlowRun> {
  return [
    {
      id: 'contact',
      header: 'Contact',
      cell: ({ row: { original: run } }) =>
        run.contact ? (
          <Anchor component={Link} to={`/contacts/${run.contact.id}`} size="sm" fw={550}>
            {contactName(run.contact)}
          </Anchor>
        ) : (
          <Text size="sm" c="dimmed">
            Contact {run.contactId.slice(-6)}
          </Text>
        ),
    },
    {
      id: 'state',
      header: 'State',
      cell: ({ row }) => <StateBadge look={runLooks[row.original.status]} />,
      meta: { width: 120 },
    },
    {
      id: 'where',
      header: 'Where, or why it ended',
      cell: ({ row: { original: run } }) => (
        <Text size="sm" style={{ textWrap: 'pretty' }}>
          {run.step === null ? (run.endReason ?? '') : titleOf(run.step)}
          {run.dueAt !== null && (
            <Text span size="xs" c="dimmed">
              {' '}
              · goes on <RelativeTime at={run.dueAt} />
            </Text>
          )}
          {run.goalAt !== null && (
            <Text span size="xs" c="dimmed">
              {' '}
              · reached the goal
            </Text>
          )}
        </Text>
      ),
      meta: { visibleFrom: 'sm' },
    },
    {
      id: 'entered',
      header: 'Entered',
      cell: ({ row }) => <RelativeTime at={row.original.enteredAt} />,
      meta: { width: 140 },
    },
    {
      id: 'ended',
      header: 'Ended',
      cell: ({ row }) => <RelativeTime at={row.original.endedAt} empty="Not yet" />,
      meta: { width: 140, visibleFrom: 'md' },
    },
  ];
}
