import { Screen } from '../../parts/screen/screen.tsx';
import { AlertsPanel } from './alerts-panel.tsx';
import { RulesPanel } from './rules-panel.tsx';

export function AlertsScreen() {
  return (
    <Screen title="Alerts" about="What is wrong or was, what to do about it, and the rules that decide.">
      <AlertsPanel state="open" />
      <RulesPanel />
      <AlertsPanel state="resolved" />
    </Screen>
  );
}
