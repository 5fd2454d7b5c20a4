import { queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** What a source has sent: types of events and their properties. */
export const sourceSchemaQuery = (id: string) =>
  queryOptions({
    queryKey: ['sources', id, 'schema'],
    queryFn: ({ signal }) => beckon.readSourceSchema({ params: { id }, signal }),
  });
