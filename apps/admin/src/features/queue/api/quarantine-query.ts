import { infiniteQueryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** Quarantined events, newest first. */
export const quarantineQuery = infiniteQueryOptions({
  queryKey: ['quarantine'],
  queryFn: ({ pageParam, signal }) =>
    beckon.listQuarantine({ query: { cursor: pageParam ?? undefined, limit: 25 }, signal }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
  select: ({ pages }) => pages.flatMap(({ data }) => data),
});
