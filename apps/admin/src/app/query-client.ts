import { BeckonError } from '@beckon/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

declare module '@tanstack/react-query' {
  interface Register {
    queryMeta: { follows?: string };
  }
}

/** `onSignedOut` is called when any call is answered with 401: the session has ended. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof BeckonError && error.status === 401) onSignedOut();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 1_000,
        retry: (failures, error) => failures < 2 && (!(error instanceof BeckonError) || error.isTemporary),
        retryDelay: (failures) => 400 * 2 ** failures,
      },
    },
  });
}
