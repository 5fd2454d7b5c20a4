import { SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { dailyStatsQuery } from './api/daily-stats-query.ts';
import { dailySeries } from './daily-series.ts';
import './orders-panel.css';

// The chart library is by far the largest part of the app: the numbers above it do not wait for it.
const OrdersCharts = lazy(() => import('./orders-charts.tsx').then((file) => ({ default: file.OrdersCharts })));

const ranges = [
  { label: '30 days', value: '30' },
  { label: '90 days', value: '90' },
  { label: '1 year', value: '365' },
  { label: 'All', value: '1000' },
];

export function OrdersPanel() {
  const [days, setDays] = useState('90');
  const { data: rows, error, refetch } = useQuery(dailyStatsQuery(Number(days)));
  const series = useMemo(() => (rows ? dailySeries(rows) : undefined), [rows]);
  const isWeekly = series?.spans[0] && series.spans[0].start !== series.spans[0].end;
  return (
    <Panel
      title="Orders and revenue"
      about={isWeekly ? 'By week, up to the newest order.' : 'By day (UTC), up to the newest order.'}
      action={<SegmentedControl aria-label="Range" size="xs" data={ranges} value={days} onChange={setDays} />}
    >
      {error && !rows ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : series === null ? (
        <NothingHere icon={IconReceipt} title="No orders yet">
          Orders appear once your shop’s server sends <code>placed_order</code> with the secret key. Import past orders
          with <code>beckon import orders</code>.
        </NothingHere>
      ) : (
        <Suspense fallback={<ChartSkeleton />}>
          {series ? (
            <>
              <OrdersCharts series={series} />
              {series.otherCurrencies.length > 0 && (
                <Text size="xs" c="dimmed" mt="sm">
                  In {series.currency}. Orders in {series.otherCurrencies.join(', ')} are not included in the chart.
                </Text>
              )}
            </>
          ) : (
            <ChartSkeleton />
          )}
        </Suspense>
      )}
    </Panel>
  );
}

function ChartSkeleton() {
  return (
    <Stack gap="lg" aria-busy="true">
      <Skeleton height={328} radius="md" />
      <Skeleton height={198} radius="md" />
    </Stack>
  );
}
