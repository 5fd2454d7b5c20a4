import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** Orders and revenue of the last `days` days up to the newest order. */
export const dailyStatsQuery = (days: number) =>
  queryOptions({
    queryKey: ['stats', 'daily', days],
    queryFn: ({ signal }) => getJson('/api/v1/stats/daily', { query: { days }, signal }),
    select: ({ data }) => data,
    placeholderData: keepPreviousData,
    meta: { follows: 'events' },
  });
