import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** What came of each form and variation in the last `days` days. */
export const widgetUsesQuery = (days: number) =>
  queryOptions({
    queryKey: ['stats', 'widgets', days],
    queryFn: ({ signal }) => beckon.readWidgetUses({ query: { days }, signal }),
    select: ({ data }) => data,
    placeholderData: keepPreviousData,
    meta: { follows: 'events' },
  });
