import type { CampaignReport } from '@beckon/contract';
import { formatNumber } from '../../parts/format/number.ts';
import { formatDay } from '../../parts/format/time.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { type Columns, DataTable } from '../../parts/table/data-table.tsx';

type Day = CampaignReport['days'][number];

/** What became of the messages of each day. */
export function DaysPanel({ days }: { days: CampaignReport['days'] }) {
  return (
    <Panel
      title="By day"
      about="A message counts on the day on which it was sent, in the time zone of the shop, whenever it is opened."
      isFlush
    >
      <DataTable label="By day" columns={dayColumns} rows={days} rowKey={({ day }) => day} />
    </Panel>
  );
}

const numberOf = (key: Exclude<keyof Day, 'day'>, header: string, visibleFrom?: 'xs' | 'sm'): Columns<Day>[number] => ({
  id: key,
  header,
  cell: ({ row }) => formatNumber(row.original[key]),
  meta: { align: 'right', ...(visibleFrom ? { visibleFrom } : {}) },
});

const dayColumns: Columns<Day> = [
  { id: 'day', header: 'Day', cell: ({ row }) => formatDay(row.original.day) },
  numberOf('sent', 'Sent'),
  numberOf('delivered', 'Delivered', 'xs'),
  numberOf('opened', 'Opened'),
  numberOf('clicked', 'Clicked'),
  numberOf('bounced', 'Bounced', 'sm'),
  numberOf('unsubscribed', 'Unsubscribed', 'sm'),
];
