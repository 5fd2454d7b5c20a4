import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** One contact with consent and deliveries. Read again whenever an event of theirs arrives. */
export const contactQueryOf = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: ({ signal }) => getJson('/api/v1/contacts/{id}', { params: { id }, signal }),
    meta: { follows: id },
  });

/** What a contact did, newest first. */
export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'timeline', id],
    queryFn: ({ pageParam, signal }) =>
      getJson('/api/v1/contacts/{id}/timeline', { params: { id }, query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
    meta: { follows: id },
  });
