import { queryOptions } from '@tanstack/react-query';
import { beckon } from './beckon.ts';

/** The sites and servers that send events. The overview's first steps and the sources screen show them. */
export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: ({ signal }) => beckon.listSources({ signal }),
  select: ({ data }) => data,
  meta: { follows: 'events' },
});
