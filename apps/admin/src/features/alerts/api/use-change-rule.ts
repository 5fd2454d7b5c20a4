import type { AlertRule, AlertRuleChanges } from '@beckon/contract';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { alertRulesQuery } from './alerts-query.ts';

/** Changes the threshold of a rule, mutes it or unmutes it. */
export function useChangeRule() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ key, changes }: { key: AlertRule['key']; changes: AlertRuleChanges }) =>
      beckon.changeAlertRule({ params: { key }, body: changes }),
    onSuccess: ({ title, isMuted }) =>
      notifications.show({ title: 'Rule saved', message: isMuted ? `“${title}” is muted.` : `“${title}” is active.` }),
    onError: (error) => notifications.show({ color: 'red', title: 'The rule was not saved', message: error.message }),
    onSettled: () =>
      Promise.all([['alerts'], alertRulesQuery.queryKey].map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
