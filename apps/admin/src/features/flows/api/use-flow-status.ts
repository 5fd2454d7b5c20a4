import type { FlowDetail } from '@beckon/contract';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { flowQueryOf, flowsQuery } from '../../../parts/api/flows-query.ts';

/** Pauses a flow. */
export function usePauseFlow(id: string) {
  return useStatus(id, () => beckon.pauseFlow({ params: { id } }), {
    title: 'Flow paused',
    message: 'No message of it begins to be sent until you resume it.',
  });
}

/** Lets a paused flow go on. */
export function useResumeFlow(id: string) {
  return useStatus(id, () => beckon.resumeFlow({ params: { id } }), {
    title: 'Flow resumed',
    message: 'Contacts enter again, and those inside go on.',
  });
}

function useStatus(id: string, call: () => Promise<FlowDetail>, news: { title: string; message: string }) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: (flow) => {
      queries.setQueryData(flowQueryOf(id).queryKey, flow);
      notifications.show(news);
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Not changed', message: error.message }),
    onSettled: () => queries.invalidateQueries({ queryKey: flowsQuery.queryKey }),
  });
}
