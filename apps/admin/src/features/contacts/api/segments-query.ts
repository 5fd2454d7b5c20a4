import { queryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** The segments that contacts can be asked for. */
export const segmentsQuery = queryOptions({
  queryKey: ['contacts', 'segments'],
  queryFn: async ({ signal }) => (await getJson('/api/v1/segments', { signal })).data,
});
