import type { QuarantinedEvent } from '@beckon/contract';
import { Button, Text, UnstyledButton } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { inWords } from '../../parts/format/words.ts';
import type { Columns } from '../../parts/table/data-table.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';

export const quarantineColumns = (
  open: (event: QuarantinedEvent) => void,
  replay: (id: string) => void,
  running: string | undefined,
): Columns<QuarantinedEvent> => [
  {
    id: 'code',
    header: 'Cause',
    cell: ({ row: { original: event } }) => (
      <UnstyledButton
        fz="sm"
        fw={550}
        onClick={(click) => {
          click.stopPropagation();
          open(event);
        }}
      >
        {inWords(event.code)}
      </UnstyledButton>
    ),
    meta: { width: 200 },
  },
  {
    id: 'reason',
    header: 'Reason',
    cell: ({ row }) => (
      <Text size="sm" lineClamp={2} style={{ overflowWrap: 'anywhere' }}>
        {row.original.reason}
      </Text>
    ),
  },
  {
    id: 'source',
    header: 'Source',
    cell: ({ row }) => row.original.source,
    meta: { width: 150, visibleFrom: 'md' },
  },
  {
    id: 'received',
    header: 'Received',
    cell: ({ row }) => <RelativeTime at={row.original.receivedAt} />,
    meta: { width: 150, visibleFrom: 'sm' },
  },
  {
    id: 'replay',
    header: 'Action',
    cell: ({ row: { original: event } }) => (
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconRefresh size={14} />}
        loading={running === event.id}
        onClick={(click) => {
          click.stopPropagation();
          replay(event.id);
        }}
        aria-label={`Replay the event: ${inWords(event.code)}`}
      >
        Replay
      </Button>
    ),
    meta: { width: 110, align: 'right' },
  },
];
