import type { Campaign, CampaignMetrics } from '@beckon/contract';
import { Anchor, Progress, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { StateBadge } from '../../parts/flows/state-badge.tsx';
import { formatMoney } from '../../parts/format/money.ts';
import { formatNumber } from '../../parts/format/number.ts';
import { inWords } from '../../parts/format/words.ts';
import type { Columns } from '../../parts/table/data-table.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { campaignLooks, percentDone } from './campaign-looks.ts';
import { CampaignMenu } from './campaign-menu.tsx';
import { formatRate } from './campaign-words.ts';

type Figures = ReadonlyMap<string, CampaignMetrics>;

export function campaignColumns(figures: Figures, mayWrite: boolean): Columns<Campaign> {
  const columns: Columns<Campaign> = [
    {
      id: 'campaign',
      header: 'Campaign',
      cell: ({ row: { original: campaign } }) => (
        <div>
          <Anchor
            component={Link}
            to={`/campaigns/${campaign.id}`}
            size="sm"
            fw={550}
            onClick={(click) => click.stopPropagation()}
          >
            {campaign.name}
          </Anchor>
          <Text size="xs" c="dimmed">
            {campaign.channel === null ? 'No message yet' : inWords(campaign.channel)} · <When campaign={campaign} />
          </Text>
        </div>
      ),
    },
    {
      id: 'state',
      header: 'State',
      cell: ({ row: { original: campaign } }) => (
        <>
          <StateBadge look={campaignLooks[campaign.status]} />
          <Bar campaign={campaign} />
        </>
      ),
      meta: { width: 140 },
    },
    {
      id: 'recipients',
      header: 'Recipients',
      cell: ({ row: { original: campaign } }) =>
        campaign.launchedAt === null ? '–' : formatNumber(campaign.progress.recipients),
      meta: { align: 'right', width: 110, visibleFrom: 'xs' },
    },
    {
      id: 'opens',
      header: 'Opens',
      cell: ({ row }) => formatRate(figures.get(row.original.id)?.openRate ?? null),
      meta: { align: 'right', width: 90, visibleFrom: 'sm' },
    },
    {
      id: 'clicks',
      header: 'Clicks',
      cell: ({ row }) => formatRate(figures.get(row.original.id)?.clickRate ?? null),
      meta: { align: 'right', width: 90, visibleFrom: 'sm' },
    },
    {
      id: 'revenue',
      header: 'Revenue',
      cell: ({ row }) => {
        const revenue = figures.get(row.original.id)?.revenue;
        return revenue ? formatMoney(revenue) : '–';
      },
      meta: { align: 'right', width: 130, visibleFrom: 'md' },
    },
  ];
  if (!mayWrite) return columns;
  return [
    ...columns,
    {
      id: 'actions',
      header: 'Actions',
      cell: ({ row }) => <CampaignMenu campaign={row.original} />,
      meta: { width: 80, align: 'right' },
    },
  ];
}

function When({ campaign: { status, startsAt, launchedAt, updatedAt } }: { campaign: Campaign }) {
  if (status === 'scheduled')
    return (
      <>
        begins <RelativeTime at={startsAt} />
      </>
    );
  if (launchedAt !== null)
    return (
      <>
        launched <RelativeTime at={launchedAt} />
      </>
    );
  return (
    <>
      changed <RelativeTime at={updatedAt} />
    </>
  );
}

function Bar({ campaign: { name, status, progress, launchedAt } }: { campaign: Campaign }) {
  if (launchedAt === null || (status !== 'sending' && status !== 'paused')) return null;
  const percent = percentDone(progress);
  return (
    <Progress.Root size="sm" mt={6} title={`${percent} %`}>
      <Progress.Section
        value={percent}
        color={campaignLooks[status].color}
        aria-label={`${name}: ${percent} % of the recipients are accounted for`}
      />
    </Progress.Root>
  );
}
