import { infiniteQueryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** All events, newest first, a keyset page at a time. */
export const eventsQuery = (type: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['events', 'pages', type ?? null],
    queryFn: ({ pageParam, signal }) =>
      beckon.listEvents({ query: { type, cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
