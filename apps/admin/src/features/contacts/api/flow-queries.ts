import { queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** The newest runs of a contact, in all flows. */
export const contactRunsQueryOf = (id: string) =>
  queryOptions({
    queryKey: ['contacts', 'runs', id],
    queryFn: ({ signal }) => beckon.listContactRuns({ params: { id }, query: { limit: 20 }, signal }),
    select: ({ data }) => data,
    meta: { follows: id },
  });

/** What a contact got from a flow, or why it never entered. */
export const whyQueryOf = (id: string, flow: string) =>
  queryOptions({
    queryKey: ['contacts', 'why', id, flow],
    queryFn: ({ signal }) => beckon.explainFlow({ params: { id }, query: { flow }, signal }),
    meta: { follows: id },
  });
