import type { Flow } from '@beckon/contract';
import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FilterNames } from '../../parts/filter/filter-words.ts';
import { flowLooks } from '../../parts/flows/flow-looks.ts';
import { triggerPhrase } from '../../parts/flows/flow-words.ts';
import { StateBadge } from '../../parts/flows/state-badge.tsx';
import { formatNumber } from '../../parts/format/number.ts';
import type { Columns } from '../../parts/table/data-table.tsx';

export function flowColumns(names: FilterNames): Columns<Flow> {
  return [
    {
      id: 'flow',
      header: 'Flow',
      cell: ({ row: { original: flow } }) => (
        <div>
          <Anchor
            component={Link}
            to={`/flows/${flow.id}`}
            size="sm"
            fw={550}
            onClick={(click) => click.stopPropagation()}
          >
            {flow.name}
          </Anchor>
          <Text size="xs" c="dimmed" maw="56ch" style={{ textWrap: 'pretty' }}>
            {triggerPhrase(flow.trigger, names)}
          </Text>
        </div>
      ),
    },
    {
      id: 'state',
      header: 'State',
      cell: ({ row: { original: flow } }) => (
        <Group gap={6} wrap="nowrap">
          <StateBadge look={flowLooks[flow.status]} />
        </Group>
      ),
      meta: { width: 120 },
    },
    {
      id: 'inside',
      header: 'Inside now',
      cell: ({ row }) => formatNumber(row.original.runs.active),
      meta: { align: 'right', width: 110 },
    },
    {
      id: 'entered',
      header: 'Entered, 30 days',
      cell: ({ row }) => formatNumber(row.original.recent.entered),
      meta: { align: 'right', width: 150, visibleFrom: 'sm' },
    },
    {
      id: 'finished',
      header: 'Finished, 30 days',
      cell: ({ row }) => formatNumber(row.original.recent.finished),
      meta: { align: 'right', width: 150, visibleFrom: 'sm' },
    },
  ];
}
