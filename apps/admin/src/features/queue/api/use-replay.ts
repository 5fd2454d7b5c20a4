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
    onSuccess: () => notifications.show({ title: 'Job queued', message: 'The job will run again shortly.' }),
    onError: (error) => notifications.show({ color: 'red', title: 'Replay failed', message: error.message }),
    onSettled: reread,
  });
}

/** Replays a quarantined event. If it is refused again, the reason is shown. */
export function useReplayQuarantined() {
  const reread = useReread();
  return useMutation({
    mutationFn: (id: string) => beckon.replayQuarantined({ params: { id } }),
    onSuccess: ({ result, reason }) => notifications.show(replayNews(result, reason)),
    onError: (error) => notifications.show({ color: 'red', title: 'Replay failed', message: error.message }),
    onSettled: reread,
  });
}

export function replayNews(result: 'accepted' | 'duplicate' | 'quarantined', reason: string | undefined) {
  switch (result) {
    case 'accepted':
      return { title: 'Accepted', message: 'The event is now in the log.' };
    case 'duplicate':
      return { title: 'Duplicate', message: 'The event had already been accepted, so nothing was added.' };
    case 'quarantined':
      return { color: 'amber', title: 'Quarantined again', message: reason ?? 'The event is still not valid.' };
  }
}

function useReread() {
  const queries = useQueryClient();
  return () =>
    Promise.all(
      [queueQuery.queryKey, quarantineQuery.queryKey].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
}
