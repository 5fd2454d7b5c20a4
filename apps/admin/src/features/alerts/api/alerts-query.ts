import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** How many alerts are open, for the menu. */
export const openAlertsQuery = queryOptions({
  queryKey: ['alerts', 'open'],
  queryFn: ({ signal }) => beckon.listAlerts({ query: { state: 'open', limit: 1 }, signal }),
  select: ({ open }) => open,
});

/** The alerts in one state, the newest first. */
export const alertsQueryOf = (state: 'open' | 'resolved') =>
  infiniteQueryOptions({
    queryKey: ['alerts', 'list', state],
    queryFn: ({ pageParam, signal }) =>
      beckon.listAlerts({ query: { state, cursor: pageParam ?? undefined, limit: 25 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });

/** The rules with their thresholds. */
export const alertRulesQuery = queryOptions({
  queryKey: ['alert-rules'],
  queryFn: ({ signal }) => beckon.listAlertRules({ signal }),
  select: ({ data }) => data,
});
