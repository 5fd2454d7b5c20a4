import type { WidgetUse } from '@beckon/contract';
import { Text } from '@mantine/core';
import { formatNumber } from '../../parts/format/number.ts';
import type { Columns } from '../../parts/table/data-table.tsx';
import { formName, rateInWords } from './use-words.ts';

const count = (
  id: 'viewed' | 'started' | 'submitted' | 'succeeded' | 'failed' | 'dismissed',
  header: string,
  visibleFrom?: 'sm' | 'md',
): Columns<WidgetUse>[number] => ({
  id,
  header,
  cell: ({ row }) => formatNumber(row.original[id]),
  meta: { align: 'right', ...(visibleFrom ? { visibleFrom } : {}) },
});

export const useColumns: Columns<WidgetUse> = [
  {
    id: 'form',
    header: 'Form',
    cell: ({ row }) => (
      <Text size="sm" fw={550} miw={96} style={{ overflowWrap: 'break-word' }}>
        {formName(row.original)}
      </Text>
    ),
  },
  { id: 'variation', header: 'Variation', cell: ({ row }) => row.original.variation ?? '–' },
  {
    id: 'rate',
    header: 'Rate',
    cell: ({ row }) => rateInWords(row.original.rate),
    meta: { align: 'right' },
  },
  count('viewed', 'Views'),
  count('started', 'Starts', 'sm'),
  count('submitted', 'Submits', 'sm'),
  count('succeeded', 'Successes', 'sm'),
  count('failed', 'Turned back', 'md'),
  count('dismissed', 'Closed', 'md'),
];
