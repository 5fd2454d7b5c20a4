import { infiniteQueryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** All events, newest first, a keyset page at a time. */
export const eventsQuery = (type: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['events', 'pages', type ?? null],
    queryFn: ({ pageParam, signal }) =>
      getJson('/api/v1/events', { query: { type, cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
