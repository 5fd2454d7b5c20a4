import { queryOptions } from '@tanstack/react-query';
import { beckon } from './beckon.ts';

/** The segments of the shop with their counts: a list of their own, a filter of the contacts, names in rules. */
export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: ({ signal }) => beckon.listSegments({ signal }),
  select: ({ data }) => data,
});
