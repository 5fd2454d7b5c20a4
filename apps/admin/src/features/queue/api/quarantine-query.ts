import { infiniteQueryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** Events that were set aside, newest first. */
export const quarantineQuery = infiniteQueryOptions({
  queryKey: ['quarantine'],
  queryFn: ({ pageParam, signal }) =>
    getJson('/api/v1/quarantine', { query: { cursor: pageParam, limit: 25 }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  select: ({ pages }) => pages.flatMap(({ data }) => data),
});
