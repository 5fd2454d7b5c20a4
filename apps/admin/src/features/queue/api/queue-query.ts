import { queryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** The consumers of the log and the jobs. Their progress is not announced, so the screen polls. */
export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: ({ signal }) => getJson('/api/v1/queue', { signal }),
});
