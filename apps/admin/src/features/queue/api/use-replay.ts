import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { quarantineQuery } from './quarantine-query.ts';
import { queueQuery } from './queue-query.ts';

/** Puts a dead job back in line. */
export function useReplayJob() {
  const reread = useReread();
  return useMutation({
    mutationFn: (id: string) => beckon.replayJob({ params: { id } }),
    onSuccess: () => notifications.show({ title: 'Back in line', message: 'The job runs again in a moment.' }),
    onError: (error) => notifications.show({ color: 'red', title: 'Not replayed', message: error.message }),
    onSettled: reread,
  });
}

/** Tries a quarantined event again. It may be refused a second time: the reason is told. */
export function useReplayQuarantined() {
  const reread = useReread();
  return useMutation({
    mutationFn: (id: string) => beckon.replayQuarantined({ params: { id } }),
    onSuccess: ({ result, reason }) => notifications.show(replayNews(result, reason)),
    onError: (error) => notifications.show({ color: 'red', title: 'Not replayed', message: error.message }),
    onSettled: reread,
  });
}

export function replayNews(result: 'accepted' | 'duplicate' | 'quarantined', reason: string | undefined) {
  switch (result) {
    case 'accepted':
      return { title: 'Accepted', message: 'The event is in the log now and counts.' };
    case 'duplicate':
      return { title: 'Already there', message: 'The same event was accepted before, so nothing was added.' };
    case 'quarantined':
      return { color: 'amber', title: 'Set aside again', message: reason ?? 'The reason still holds.' };
  }
}

function useReread() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [queueQuery.queryKey, quarantineQuery.queryKey].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
}
