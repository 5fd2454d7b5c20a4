import { queryOptions } from '@tanstack/react-query';
import { getJson } from '../../../parts/api/call.ts';

/** What a source has sent: types of events and their properties. */
export const sourceSchemaQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', id, 'schema'],
    queryFn: ({ signal }) => getJson('/api/v1/sources/{id}/schema', { params: { id }, signal }),
  });
