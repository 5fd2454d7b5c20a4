import type { Campaign, CampaignMetrics } from '@beckon/contract';
import { Select } from '@mantine/core';
import { IconSpeakerphone } from '@tabler/icons-react';
import { useInfiniteQuery, useQueries } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useMay } from '../../parts/auth/use-may.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { MoreButton } from '../../parts/table/more-button.tsx';
import { campaignFiguresQuery, campaignsQueryOf } from './api/campaign-queries.ts';
import { campaignColumns } from './campaign-columns.tsx';
import { campaignLooks } from './campaign-looks.ts';
import { NewCampaign } from './new-campaign.tsx';

const route = getRouteApi('/signed-in/campaigns');
const everyMs = 15_000;
const sendingMs = 2_000;
/** As many as the API compares at once. */
const maxCompared = 50;

const states = Object.entries(campaignLooks).map(([value, { label }]) => ({ value, label }));

export function CampaignsScreen() {
  const navigate = route.useNavigate();
  const [status, setStatus] = useState<Campaign['status'] | null>(null);
  const mayWrite = useMay('campaigns.write');
  const pages = useInfiniteQuery({
    ...campaignsQueryOf(status ?? undefined),
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some((campaign) => campaign.status === 'sending'))
        ? sendingMs
        : everyMs,
  });
  const { data: campaigns } = pages;
  const figures = useFigures(campaigns);
  const columns = useMemo(() => campaignColumns(figures, mayWrite), [figures, mayWrite]);
  return (
    <Screen
      title="Campaigns"
      about="One message, sent once, to contacts that you choose."
      actions={mayWrite && <NewCampaign />}
    >
      <Panel
        title="All campaigns"
        about="The newest first. Rates are of the messages delivered."
        isFlush
        action={
          <Select
            aria-label="State"
            placeholder="All but archived"
            clearable
            clearButtonProps={{ 'aria-label': 'All states' }}
            data={states}
            value={status}
            onChange={(value) => setStatus(value as Campaign['status'] | null)}
            w={180}
          />
        }
      >
        {pages.error && !campaigns ? (
          <ErrorState error={pages.error} onRetry={pages.refetch} />
        ) : campaigns?.length === 0 ? (
          <Nothing status={status} mayWrite={mayWrite} />
        ) : (
          <DataTable
            label="Campaigns"
            columns={columns}
            rows={campaigns ?? []}
            rowKey={({ id }) => id}
            isLoading={campaigns === undefined}
            skeletons={4}
            onRowClick={({ id }) => navigate({ to: '/campaigns/$id', params: { id } })}
          />
        )}
        <MoreButton paged={pages} label="Older campaigns" />
      </Panel>
    </Screen>
  );
}

/** Rates and revenue of the campaigns that were launched, by id. */
function useFigures(campaigns: readonly Campaign[] = []): ReadonlyMap<string, CampaignMetrics> {
  const enabled = useMay('metrics.read');
  const launched = campaigns.filter(({ launchedAt }) => launchedAt !== null).map(({ id }) => id);
  const groups = Array.from({ length: Math.ceil(launched.length / maxCompared) }, (_, index) =>
    launched.slice(index * maxCompared, (index + 1) * maxCompared),
  );
  return useQueries({
    queries: groups.map((ids) => ({ ...campaignFiguresQuery(ids), enabled, refetchInterval: everyMs })),
    combine: joinFigures,
  });
}

const joinFigures = (answers: { data: CampaignMetrics[] | undefined }[]) =>
  new Map(answers.flatMap(({ data }) => data ?? []).map((figures) => [figures.campaignId, figures]));

function Nothing({ status, mayWrite }: { status: Campaign['status'] | null; mayWrite: boolean }) {
  if (status !== null)
    return (
      <NothingHere icon={IconSpeakerphone} title="None in this state">
        {campaignLooks[status].about} No campaign is in this state now.
      </NothingHere>
    );
  return (
    <NothingHere icon={IconSpeakerphone} title="No campaigns yet">
      A campaign sends one message to many contacts at one time, such as the news of the month.
      {mayWrite
        ? ' Create one: it stays a draft until you launch it, and shows beforehand who would get it.'
        : ' Marketers create them.'}
    </NothingHere>
  );
}
