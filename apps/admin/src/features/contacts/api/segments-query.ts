import { queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** The segments that contacts can be asked for. */
export const segmentsQuery = queryOptions({
  queryKey: ['contacts', 'segments'],
  queryFn: async ({ signal }) => (await beckon.listSegments({ signal })).data,
});
