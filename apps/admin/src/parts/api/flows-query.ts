import { queryOptions } from '@tanstack/react-query';
import { beckon } from './beckon.ts';

/** The flows that are not archived, with their counts: a list of their own, and a choice in the contact's page. */
export const flowsQuery = queryOptions({
  queryKey: ['flows'],
  queryFn: ({ signal }) => beckon.listFlows({ signal }),
  select: ({ data }) => data,
});

/** One flow with its definition and where contacts stand. */
export const flowQueryOf = (id: string) =>
  queryOptions({
    queryKey: [...flowsQuery.queryKey, 'one', id],
    queryFn: ({ signal }) => beckon.readFlow({ params: { id }, signal }),
  });
