import type { NewSource } from '@beckon/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { postJson } from '../../../parts/api/call.ts';
import { sourcesQuery } from '../../../parts/api/sources-query.ts';

/** Makes a source. The answer holds the secret key of a server source, this one time. */
export function useAddSource() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (source: NewSource) => postJson('/api/v1/sources', {}, source),
    onSuccess: () => queries.invalidateQueries({ queryKey: sourcesQuery.queryKey }),
  });
}
