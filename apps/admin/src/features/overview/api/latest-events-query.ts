import { queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

export const feedLength = 10;

/** What was there before the live stream opened. */
export const latestEventsQuery = queryOptions({
  queryKey: ['events', 'latest'],
  queryFn: ({ signal }) => beckon.listEvents({ query: { limit: feedLength }, signal }),
  select: ({ data }) => data,
});
