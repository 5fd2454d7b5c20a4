import { BeckonError } from '@beckon/client';
import { roles } from '@beckon/contract/permissions';
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
    if (!data) return null;
    const { name, email, role } = data.user as typeof data.user & { role?: unknown };
    return { name, email, role: roles.find((known) => known === role) ?? null };
  },
  staleTime: Number.POSITIVE_INFINITY,
});
