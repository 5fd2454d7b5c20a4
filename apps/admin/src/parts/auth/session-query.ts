import { BeckonError } from '@beckon/client';
import { queryOptions } from '@tanstack/react-query';
import { authClient } from './auth-client.ts';

/** The signed-in user, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    const { data, error } = await authClient.getSession();
    if (error) {
      throw new BeckonError(error.message ?? 'The session could not be read.', {
        status: error.status,
        code: 'session',
      });
    }
    return data ? { name: data.user.name, email: data.user.email } : null;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
