import { queryOptions } from '@tanstack/react-query';
import { getJson } from './call.ts';

/** The totals. Several screens need them: the overview shows them, the contact filter asks for the shop's currency. */
export const statsQuery = queryOptions({
  queryKey: ['stats'],
  queryFn: ({ signal }) => getJson('/api/v1/stats', { signal }),
  meta: { follows: 'events' },
});
