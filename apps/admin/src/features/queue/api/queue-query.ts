import { queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** The consumers of the log and the jobs. Nobody announces their progress, so the screen asks. */
export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: ({ signal }) => beckon.readQueue({ signal }),
});
