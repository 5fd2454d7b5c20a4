import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

/** Takes back that a browser is this contact's. */
export function useUnlinkVisitor(id: string) {
  return useUndo((visitorId: string) => beckon.unlinkVisitor({ params: { id, visitorId } }), {
    title: 'Browser unlinked',
    message: 'Its activity no longer belongs to a contact.',
  });
}

/** Makes this contact two again. */
export function useUndoMerge(id: string) {
  return useUndo((mergeId: string) => beckon.undoMerge({ params: { id, mergeId } }), {
    title: 'Merge undone',
    message: 'Each contact has its own activity again.',
  });
}

function useUndo(call: (id: string) => Promise<unknown>, news: { title: string; message: string }) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: () => notifications.show(news),
    onError: (error) => notifications.show({ color: 'red', title: 'Could not undo', message: error.message }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['contacts'] }),
  });
}
