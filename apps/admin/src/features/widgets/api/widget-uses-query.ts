import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** What came of each form and variation in the last `days` days. */
export const widgetUsesQuery = (days: number) =>
  queryOptions({
    queryKey: ['stats', 'widgets', days],
    queryFn: ({ signal }) => getJson('/api/v1/stats/widgets', { query: { days }, signal }),
    select: ({ data }) => data,
    placeholderData: keepPreviousData,
    meta: { follows: 'events' },
  });
