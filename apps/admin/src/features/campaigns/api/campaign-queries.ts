import type { Campaign, CampaignRecipient } from '@beckon/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** Everything that is read about campaigns has a key that begins with this. */
export const campaignsKey = ['campaigns'] as const;

/** The campaigns in one state, the newest first; without a state all but archived ones. */
export const campaignsQueryOf = (status: Campaign['status'] | undefined) =>
  infiniteQueryOptions({
    queryKey: [...campaignsKey, 'list', status ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      beckon.listCampaigns({ query: { status, cursor: pageParam ?? undefined, limit: 25 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });

/** The newest campaigns of all states, to choose one of them. */
export const choosableCampaignsQuery = queryOptions({
  queryKey: [...campaignsKey, 'choosable'],
  queryFn: ({ signal }) => beckon.listCampaigns({ query: { limit: 100 }, signal }),
  select: ({ data }) => data,
});

/** One campaign with its definition and what has become of its recipients. */
export const campaignQueryOf = (id: string) =>
  queryOptions({
    queryKey: [...campaignsKey, 'one', id],
    queryFn: ({ signal }) => beckon.readCampaign({ params: { id }, signal }),
  });

/** Who would get a version of a draft. */
export const previewQueryOf = (id: string, version: number) =>
  queryOptions({
    queryKey: [...campaignsKey, 'preview', id, version],
    queryFn: ({ signal }) => beckon.previewCampaign({ params: { id }, signal }),
    staleTime: 10_000,
  });

/** Rates and revenue of up to 50 campaigns. */
export const campaignFiguresQuery = (ids: readonly string[]) =>
  queryOptions({
    queryKey: [...campaignsKey, 'figures', ids],
    queryFn: ({ signal }) => beckon.compareCampaigns({ query: { ids: ids.join(',') }, signal }),
    select: ({ data }) => data,
  });

/** What a campaign did, by message and by day. */
export const campaignReportQuery = (id: string) =>
  queryOptions({
    queryKey: [...campaignsKey, 'report', id],
    queryFn: ({ signal }) => beckon.readCampaignMetrics({ params: { id }, signal }),
  });

/** The test of a campaign with what may be concluded. */
export const campaignTestQuery = (experimentId: string) =>
  queryOptions({
    queryKey: [...campaignsKey, 'test', experimentId],
    queryFn: ({ signal }) => beckon.reportExperiment({ params: { id: experimentId }, signal }),
  });

/** The recipients of a campaign in one state; without a state all of them. */
export const recipientsQueryOf = (id: string, state: CampaignRecipient['state'] | undefined) =>
  infiniteQueryOptions({
    queryKey: [...campaignsKey, 'recipients', id, state ?? 'all'],
    queryFn: ({ pageParam, signal }) =>
      beckon.listCampaignRecipients({
        params: { id },
        query: { state, cursor: pageParam ?? undefined, limit: 20 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
