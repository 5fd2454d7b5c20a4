import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '../../../parts/api/send.ts';
import { mailboxQuery } from './mailbox-query.ts';

/** Deletes all mails. */
export function useEmptyMailbox() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      send('/mailbox', { method: 'DELETE', headers: { 'content-type': 'application/json' }, body: '{}' }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not emptied', message: error.message }),
    onSettled: () => queries.invalidateQueries({ queryKey: mailboxQuery.queryKey }),
  });
}
