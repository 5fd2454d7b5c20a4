import { IconBellCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { MoreButton } from '../../parts/table/more-button.tsx';
import { AlertItem } from './alert-item.tsx';
import { alertsQueryOf } from './api/alerts-query.ts';

const panels = {
  open: {
    title: 'Open',
    about: 'An alert is resolved by itself when the value has been well below the threshold for 15 minutes.',
    empty: 'No open alerts',
    why: 'Queue, consumers, calls to other systems, answers of the API, failed events and unsubscribes are checked every minute.',
  },
  resolved: {
    title: 'Resolved',
    about: 'Alerts of the last year.',
    empty: 'No resolved alerts',
    why: 'Alerts that were open are listed here, with when they were resolved.',
  },
} as const;

/** The alerts in one state. */
export function AlertsPanel({ state }: { state: keyof typeof panels }) {
  const pages = useInfiniteQuery({ ...alertsQueryOf(state), refetchInterval: 30_000 });
  const { title, about, empty, why } = panels[state];
  const { data: alerts } = pages;
  return (
    <Panel title={title} about={about} isFlush>
      {pages.error && !alerts ? (
        <ErrorState error={pages.error} onRetry={pages.refetch} />
      ) : alerts === undefined ? (
        <LineSkeletons rows={3} />
      ) : alerts.length === 0 ? (
        <NothingHere icon={IconBellCheck} title={empty}>
          {why}
        </NothingHere>
      ) : (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
          {alerts.map((alert) => (
            <AlertItem key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
      <MoreButton paged={pages} label="Older" />
    </Panel>
  );
}
