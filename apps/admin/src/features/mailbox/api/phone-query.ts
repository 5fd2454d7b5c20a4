import { BeckonError } from '@beckon/client';
import { queryOptions } from '@tanstack/react-query';
import { send } from '../../../parts/api/send.ts';

/** Whether there is a development phone, which keeps the text messages. There is none in production. */
export const phoneQuery = queryOptions({
  queryKey: ['phone'],
  queryFn: async ({ signal }): Promise<boolean> => {
    try {
      await send('/phone', { signal });
      return true;
    } catch (error) {
      if (error instanceof BeckonError && error.status === 404) return false;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});
