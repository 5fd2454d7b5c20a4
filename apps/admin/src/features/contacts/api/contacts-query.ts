import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { type ContactFilter, contactQuery } from '../contact-filter.ts';

/** The contacts that match, a keyset page at a time, and how many there are in all. */
export const contactsQuery = (filter: ContactFilter, currency: string) =>
  infiniteQueryOptions({
    queryKey: ['contacts', 'pages', filter, currency],
    queryFn: ({ pageParam, signal }) =>
      beckon.listContacts({
        query: { ...contactQuery(filter, currency), cursor: pageParam ?? undefined, limit: 50 },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => ({ contacts: pages.flatMap(({ data }) => data), count: pages.at(-1)?.count }),
    placeholderData: keepPreviousData,
  });
