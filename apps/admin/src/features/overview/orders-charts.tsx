import { AreaChart, BarChart } from '@mantine/charts';
import '@mantine/charts/styles.css';
import { Box, Group, Stack, Text } from '@mantine/core';
import { formatMoney, formatMoneyShort } from '../../parts/format/money.ts';
import { counted, formatNumber } from '../../parts/format/number.ts';
import { formatDay } from '../../parts/format/time.ts';
import type { DailySeries, Span } from './daily-series.ts';

/** Revenue and orders share their days but not their unit: two charts on one time line instead of two axes in one. */
export function OrdersCharts({ series }: { series: DailySeries }) {
  const { currency, spans } = series;
  const revenue = spans.reduce((sum, span) => sum + span.revenue, 0);
  const orders = spans.reduce((sum, span) => sum + span.orders, 0);
  const range = rangeOf(spans);
  const shared = {
    data: spans,
    dataKey: 'start',
    gridAxis: 'x' as const,
    tickLine: 'none' as const,
    xAxisProps: { tickFormatter: (day: string) => formatDay(day, 'short'), minTickGap: 40 },
  };
  return (
    <Stack gap="lg">
      <Box component="figure" m={0} aria-label={`Revenue, ${range}: ${formatMoney({ amount: revenue, currency })}`}>
        <Legend name="Revenue" total={formatMoney({ amount: revenue, currency })} />
        <AreaChart
          {...shared}
          h={300}
          series={[{ name: 'revenue', label: 'Revenue', color: 'pine.5' }]}
          withDots={false}
          withGradient
          strokeWidth={2}
          curveType="monotone"
          fillOpacity={0.28}
          yAxisProps={{ width: 56, tickFormatter: (amount: number) => formatMoneyShort({ amount, currency }) }}
          areaChartProps={{ syncId: 'orders-by-day' }}
          tooltipProps={{
            content: ({ payload }) => (
              <Tip
                span={payload?.[0]?.payload as Span | undefined}
                value={({ revenue: amount }) => formatMoney({ amount, currency })}
              />
            ),
          }}
        />
      </Box>
      <Box component="figure" m={0} aria-label={`Orders, ${range}: ${formatNumber(orders)}`}>
        <Legend name="Orders" total={formatNumber(orders)} />
        <BarChart
          {...shared}
          h={170}
          series={[{ name: 'orders', label: 'Orders', color: 'amber.4' }]}
          yAxisProps={{ width: 56, allowDecimals: false, tickCount: 3, tickFormatter: formatNumber }}
          barChartProps={{ syncId: 'orders-by-day' }}
          tooltipProps={{
            content: ({ payload }) => (
              <Tip
                span={payload?.[0]?.payload as Span | undefined}
                value={({ orders: count }) => counted(count, 'order')}
              />
            ),
          }}
        />
      </Box>
    </Stack>
  );
}

function Legend({ name, total }: { name: string; total: string }) {
  return (
    <Group gap="xs" mb="xs" component="figcaption" align="baseline">
      <Text size="sm" fw={550}>
        {name}
      </Text>
      <Text size="sm" c="dimmed">
        {total}
      </Text>
    </Group>
  );
}

function Tip({ span, value }: { span: Span | undefined; value: (span: Span) => string }) {
  if (!span) return null;
  return (
    <Box className="chart-tip">
      <Text size="xs" c="dimmed">
        {rangeOf([span])}
      </Text>
      <Text size="sm" fw={600}>
        {value(span)}
      </Text>
    </Box>
  );
}

function rangeOf(spans: readonly Span[]): string {
  const start = spans[0]?.start ?? '';
  const end = spans.at(-1)?.end ?? '';
  return start === end ? formatDay(start) : `${formatDay(start)} to ${formatDay(end)}`;
}
