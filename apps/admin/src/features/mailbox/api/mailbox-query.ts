import type { Mail } from '@beckon/contract';
import { queryOptions } from '@tanstack/react-query';
import { ApiError } from '../../../parts/api/api-error.ts';
import { send } from '../../../parts/api/call.ts';

/** The mails of the development mailbox, newest first; null where there is none, as in production. */
export const mailboxQuery = queryOptions({
  queryKey: ['mailbox'],
  queryFn: async ({ signal }): Promise<Mail[] | null> => {
    try {
      const response = await send('/mailbox', { signal });
      const { data } = (await response.json()) as { data: Mail[] };
      return data.toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt));
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  },
});
