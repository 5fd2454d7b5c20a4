import type { Segment } from '@beckon/contract';
import { Anchor, Badge, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatNumber } from '../../parts/format/number.ts';
import type { Columns } from '../../parts/table/data-table.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { EvaluationNote } from './evaluation-note.tsx';
import { kindWords } from './segment-words.ts';

export const segmentColumns: Columns<Segment> = [
  {
    id: 'segment',
    header: 'Segment',
    cell: ({ row: { original: segment } }) => (
      <div>
        <Anchor
          component={Link}
          to={`/segments/${segment.id}`}
          size="sm"
          fw={550}
          onClick={(click) => click.stopPropagation()}
        >
          {segment.name}
        </Anchor>
        {segment.description !== '' && (
          <Text size="xs" c="dimmed" maw="64ch" style={{ textWrap: 'pretty' }}>
            {segment.description}
          </Text>
        )}
        {segment.evaluation && <EvaluationNote evaluation={segment.evaluation} />}
      </div>
    ),
  },
  {
    id: 'kind',
    header: 'Kind',
    cell: ({ row: { original: segment } }) => (
      <Badge variant="default" tt="none" title={kindWords[segment.kind].about}>
        {kindWords[segment.kind].label}
      </Badge>
    ),
    meta: { width: 140, visibleFrom: 'xs' },
  },
  {
    id: 'members',
    header: 'Members',
    cell: ({ row }) => formatNumber(row.original.contactCount.value),
    meta: { align: 'right', width: 110 },
  },
  {
    id: 'updated',
    header: 'Changed',
    cell: ({ row }) => <RelativeTime at={row.original.updatedAt} />,
    meta: { width: 150, visibleFrom: 'sm' },
  },
];
