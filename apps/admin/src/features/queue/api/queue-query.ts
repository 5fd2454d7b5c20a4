import { queryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** The consumers of the log and the jobs. Nobody announces their progress, so the screen asks. */
export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: ({ signal }) => getJson('/api/v1/queue', { signal }),
});
