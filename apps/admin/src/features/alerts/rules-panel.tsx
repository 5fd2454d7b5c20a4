import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../parts/auth/use-may.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { alertRulesQuery } from './api/alerts-query.ts';
import { RuleItem } from './rule-item.tsx';

/** What alerts are opened by. */
export function RulesPanel() {
  const { data: rules, error, refetch } = useQuery(alertRulesQuery);
  const mayChange = useMay('settings.write');
  return (
    <Panel
      title="Rules"
      about="A muted rule still opens and resolves alerts, but sends no email and no webhook, and is not counted in the menu."
      isFlush
    >
      {error && !rules ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : rules === undefined ? (
        <LineSkeletons rows={6} />
      ) : (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {rules.map((rule) => (
            // The field starts again from what was saved.
            <RuleItem key={`${rule.key} ${rule.threshold}`} rule={rule} mayChange={mayChange} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
