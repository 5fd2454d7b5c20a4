import { Badge, Text } from '@mantine/core';
import { formatNumber } from '../../parts/format/number.ts';
import { formatDuration } from '../../parts/format/time.ts';
import { inWords } from '../../parts/format/words.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { type Columns, DataTable } from '../../parts/table/data-table.tsx';
import { type Consumer, paceOf } from './consumer-words.ts';

const columns: Columns<Consumer> = [
  {
    id: 'name',
    header: 'Consumer',
    cell: ({ row }) => (
      <Text span size="sm" fw={550}>
        {inWords(row.original.name)}
      </Text>
    ),
    meta: { width: 180 },
  },
  {
    id: 'pace',
    header: 'State',
    cell: ({ row }) => {
      const { label, color } = paceOf(row.original);
      return (
        <Badge variant="light" color={color} tt="none">
          {label}
        </Badge>
      );
    },
    meta: { width: 130 },
  },
  {
    id: 'about',
    header: 'In words',
    cell: ({ row }) => (
      <Text span size="sm" c="dimmed">
        {paceOf(row.original).about}
      </Text>
    ),
    meta: { visibleFrom: 'md' },
  },
  {
    id: 'lag',
    header: 'Lag, events',
    cell: ({ row: { original } }) => `${original.isEstimate ? '≈ ' : ''}${formatNumber(original.lag)}`,
    meta: { align: 'right', width: 110 },
  },
  {
    id: 'lagSeconds',
    header: 'Lag, time',
    cell: ({ row: { original } }) => (original.lag === 0 ? 'None' : formatDuration(original.lagSeconds)),
    meta: { align: 'right', width: 130, visibleFrom: 'xs' },
  },
  {
    id: 'buckets',
    header: 'Buckets leased',
    cell: ({ row: { original } }) => `${formatNumber(original.bucketsLeased)} of ${formatNumber(original.buckets)}`,
    meta: { align: 'right', visibleFrom: 'lg', width: 130 },
  },
];

export function ConsumersPanel({ consumers }: { consumers: Consumer[] | undefined }) {
  return (
    <Panel
      title="Consumers of the event log"
      about="They turn stored events into contacts, totals and messages. Lag is the number of stored events not processed yet."
      isFlush
    >
      <DataTable
        label="Consumers of the event log"
        columns={columns}
        rows={consumers ?? []}
        rowKey={({ name }) => name}
        isLoading={consumers === undefined}
        skeletons={2}
      />
    </Panel>
  );
}
