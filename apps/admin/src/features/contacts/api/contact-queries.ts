import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** One contact with consent and deliveries. Read again whenever an event of theirs arrives. */
export const contactQueryOf = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'one', id],
    queryFn: ({ signal }) => beckon.readContact({ params: { id }, signal }),
    meta: { follows: id },
  });

/** What a contact did, newest first. */
export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'timeline', id],
    queryFn: ({ pageParam, signal }) =>
      beckon.readTimeline({ params: { id }, query: { cursor: pageParam ?? undefined, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
    meta: { follows: id },
  });
