import { queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** The consumers of the log and the jobs. Their progress is not announced, so the screen polls. */
export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: ({ signal }) => beckon.readQueue({ signal }),
});
