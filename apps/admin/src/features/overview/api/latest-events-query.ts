import { queryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

export const feedLength = 10;

/** What was there before the live stream opened. */
export const latestEventsQuery = queryOptions({
  queryKey: ['events', 'latest'],
  queryFn: ({ signal }) => getJson('/api/v1/events', { query: { limit: feedLength }, signal }),
  select: ({ data }) => data,
});
