import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';
import { authClient } from './auth-client.ts';

/** The user who is signed in, or null. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => {
    const { data, error } = await authClient.getSession();
    if (error) throw new ApiError(error.status, error.message ?? 'The session could not be read.');
    return data ? { name: data.user.name, email: data.user.email } : null;
  },
  staleTime: Number.POSITIVE_INFINITY,
});
