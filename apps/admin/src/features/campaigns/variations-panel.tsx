import type { CampaignDetail, ExperimentReport } from '@beckon/contract';
import { Alert, Text } from '@mantine/core';
import { IconTrophy } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMay } from '../../parts/auth/use-may.ts';
import { formatMoney } from '../../parts/format/money.ts';
import { formatNumber } from '../../parts/format/number.ts';
import { ConfirmButton } from '../../parts/screen/confirm-button.tsx';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { type Columns, DataTable } from '../../parts/table/data-table.tsx';
import { campaignTestQuery } from './api/campaign-queries.ts';
import { useChooseWinner } from './api/use-campaign-deeds.ts';

type Variation = ExperimentReport['variations'][number];

/** The variations of the test, what may be concluded, and the choice of the winner by hand. */
export function VariationsPanel({ campaign, experimentId }: { campaign: CampaignDetail; experimentId: string }) {
  const { data: test, error, refetch } = useQuery({ ...campaignTestQuery(experimentId), refetchInterval: 10_000 });
  const { mutate, isPending } = useChooseWinner(campaign.id);
  const mayWrite = useMay('campaigns.write');
  const isOpen = campaign.status === 'sending' || campaign.status === 'paused';
  const mayChoose = mayWrite && isOpen && campaign.test?.winner === null && test?.state === 'running';
  const columns = useMemo(
    () => variationColumns(test, mayChoose ? { choose: mutate, isBusy: isPending } : null),
    [test, mayChoose, mutate, isPending],
  );
  return (
    <Panel title="Test" about={test?.verdict} isFlush>
      {error && !test ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <>
          {test?.sampleRatio.isOff && (
            <Alert color="red" title="The figures cannot be trusted" mx="md" mb="sm">
              The contacts were not divided as the weights say.
            </Alert>
          )}
          <DataTable
            label="Variations"
            columns={columns}
            rows={test?.variations ?? []}
            rowKey={({ key }) => key}
            isLoading={test === undefined}
            skeletons={2}
          />
          {test && (
            <Text size="xs" c="dimmed" p="md" maw="110ch" style={{ textWrap: 'pretty' }}>
              {test.rule}
            </Text>
          )}
        </>
      )}
    </Panel>
  );
}

type Choice = { choose: (variation: string) => void; isBusy: boolean } | null;

function variationColumns(test: ExperimentReport | undefined, choice: Choice): Columns<Variation> {
  const count = (key: 'assigned' | 'delivered' | 'opened' | 'clicked' | 'converted', header: string, narrow = false) =>
    ({
      id: key,
      header,
      cell: ({ row }) => formatNumber(row.original[key]),
      meta: { align: 'right', ...(narrow ? {} : { visibleFrom: 'sm' }) },
    }) satisfies Columns<Variation>[number];
  const columns: Columns<Variation> = [
    {
      id: 'variation',
      header: 'Variation',
      cell: ({ row: { original: variation } }) => (
        <>
          <Text span size="sm" fw={550}>
            {variation.name}
          </Text>
          {variation.isHoldout && ' (sends nothing)'}
          {test?.winner === variation.key && (
            <Text span size="sm" c="pine" fw={550}>
              {' '}
              <IconTrophy size={14} aria-hidden /> Winner
            </Text>
          )}
        </>
      ),
    },
    count('assigned', 'Contacts', true),
    count('delivered', 'Delivered'),
    count('opened', 'Opened'),
    count('clicked', 'Clicked', true),
    count('converted', 'With an order'),
    {
      id: 'revenue',
      header: 'Revenue',
      cell: ({ row }) => (test ? formatMoney({ amount: row.original.revenue, currency: test.currency }) : null),
      meta: { align: 'right', visibleFrom: 'md' },
    },
  ];
  if (choice === null) return columns;
  return [
    ...columns,
    {
      id: 'choose',
      header: 'Choose',
      cell: ({ row: { original: variation } }) =>
        !variation.isHoldout && (
          <ConfirmButton
            label="Choose"
            about={`Choose ${variation.name} as the winner`}
            question={`The remaining recipients get “${variation.name}”. This cannot be undone.`}
            isBusy={choice.isBusy}
            onConfirm={() => choice.choose(variation.key)}
          />
        ),
      meta: { align: 'right', width: 110 },
    },
  ];
}
