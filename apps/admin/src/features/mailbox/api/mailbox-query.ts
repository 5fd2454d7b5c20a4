import { BeckonError } from '@beckon/client';
import type { Mail } from '@beckon/contract';
import { queryOptions } from '@tanstack/react-query';
import { send } from '../../../parts/api/send.ts';

/** The mails of the development mailbox, newest first; null if there is none, as in production. */
export const mailboxQuery = queryOptions({
  queryKey: ['mailbox'],
  queryFn: async ({ signal }): Promise<Mail[] | null> => {
    try {
      const response = await send('/mailbox', { signal });
      const { data } = (await response.json()) as { data: Mail[] };
      return data.toSorted((a, b) => b.receivedAt.localeCompare(a.receivedAt));
    } catch (error) {
      if (error instanceof BeckonError && error.status === 404) return null;
      throw error;
    }
  },
});
