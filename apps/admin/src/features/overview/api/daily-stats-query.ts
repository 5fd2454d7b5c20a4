import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** Orders and revenue of the last `days` days up to the newest order. */
export const dailyStatsQuery = (days: number) =>
  queryOptions({
    queryKey: ['stats', 'daily', days],
    queryFn: ({ signal }) => beckon.readDailyStats({ query: { days }, signal }),
    select: ({ data }) => data,
    placeholderData: keepPreviousData,
    meta: { follows: 'events' },
  });
