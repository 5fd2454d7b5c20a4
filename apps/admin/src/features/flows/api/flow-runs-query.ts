import { infiniteQueryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { flowsQuery } from '../../../parts/api/flows-query.ts';

/** The runs of a flow, newest first. */
export const flowRunsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...flowsQuery.queryKey, 'runs', id],
    queryFn: ({ pageParam, signal }) =>
      beckon.listFlowRuns({ params: { id }, query: { cursor: pageParam ?? undefined, limit: 10 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    select: ({ pages }) => pages.flatMap(({ data }) => data),
  });
