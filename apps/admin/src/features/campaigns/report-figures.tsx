import type { CampaignReport } from '@beckon/contract';
import { SimpleGrid, Text } from '@mantine/core';
import { formatMoney } from '../../parts/format/money.ts';
import { counted, formatNumber } from '../../parts/format/number.ts';
import { formatRate } from './campaign-words.ts';
import { Fact } from './fact.tsx';

const columns = { base: 2, sm: 3, lg: 6 };

/** Rates with what they are a share of; revenue with what is behind it; the machines apart. */
export function ReportFigures({ report }: { report: CampaignReport }) {
  const { sent, delivered, opened, clicked, bounced, unsubscribed, complained, opens, clicks } = report;
  const of = (count: number) => `${formatNumber(count)} of ${formatNumber(delivered)} delivered`;
  const machines = [
    opens.byMachines > 0 ? counted(opens.byMachines, 'open') : [],
    clicks.byMachines > 0 ? counted(clicks.byMachines, 'click') : [],
  ].flat();
  return (
    <>
      <SimpleGrid component="dl" cols={columns} spacing="md" m={0}>
        <Fact name="Delivered" note={`of ${formatNumber(sent)} sent`}>
          {formatNumber(delivered)}
        </Fact>
        <Fact name="Opened" note={of(opened)}>
          {formatRate(report.openRate)}
        </Fact>
        <Fact name="Clicked" note={of(clicked)}>
          {formatRate(report.clickRate)}
        </Fact>
        <Fact name="Unsubscribed" note={of(unsubscribed)}>
          {formatRate(report.unsubscribeRate)}
        </Fact>
        <Fact name="Complained" note={of(complained)}>
          {formatRate(report.complaintRate)}
        </Fact>
        <Fact name="Bounced" note={`${formatNumber(bounced)} of ${formatNumber(sent)} sent`}>
          {formatRate(report.bounceRate)}
        </Fact>
      </SimpleGrid>
      <SimpleGrid component="dl" cols={columns} spacing="md" mt="lg" mb={0}>
        <Fact name="Revenue, net" note="gross less refunded">
          {formatMoney(report.revenue)}
        </Fact>
        <Fact name="Gross">{formatMoney(report.gross)}</Fact>
        <Fact name="Refunded">{formatMoney(report.refunded)}</Fact>
        <Fact name="Orders" note={`by ${counted(report.conversions, 'contact')}`}>
          {formatNumber(report.orders)}
        </Fact>
        <Fact name="Conversion" note={of(report.conversions)}>
          {formatRate(report.conversionRate)}
        </Fact>
        <Fact name="ROI" note={report.roi === null ? 'no costs are recorded' : '(revenue − costs) / costs'}>
          {report.roi === null ? '–' : formatRate(Number(report.roi))}
        </Fact>
      </SimpleGrid>
      <Text size="sm" c="dimmed" mt="md">
        People opened the message {counted(opens.byPeople, 'time')} and followed a link{' '}
        {counted(clicks.byPeople, 'time')}.{' '}
        {machines.length === 0 ? 'No machine did.' : `Machines, counted in no rate: ${machines.join(', ')}.`}
      </Text>
    </>
  );
}
