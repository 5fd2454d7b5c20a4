import { queryOptions } from '@tanstack/react-query';
import { beckon } from './beckon.ts';

/** The totals. Several screens need them: the overview shows them, the contact filter asks for the shop's currency. */
export const statsQuery = queryOptions({
  queryKey: ['stats'],
  queryFn: ({ signal }) => beckon.readStats({ signal }),
  meta: { follows: 'events' },
});
