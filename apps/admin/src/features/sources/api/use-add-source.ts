import type { NewSource } from '@beckon/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { sourcesQuery } from '../../../parts/api/sources-query.ts';

/** Makes a source. The answer holds the secret key of a server source, this one time. */
export function useAddSource() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (source: NewSource) => beckon.addSource({ body: source }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sourcesQuery.queryKey }),
  });
}
