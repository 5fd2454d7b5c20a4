import { queryOptions } from '@tanstack/react-query';
import { getJson } from './call.ts';

/** The sites and servers that send events. The overview's first steps and the sources screen show them. */
export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => getJson('/api/v1/sources', { signal }),
  select: ({ data }) => data,
  meta: { follows: 'events' },
});
