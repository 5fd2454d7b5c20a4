import { useQuery } from '@tanstack/react-query';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { queueQuery } from './api/queue-query.ts';
import { ConsumersPanel } from './consumers-panel.tsx';
import { DeadJobsPanel } from './dead-jobs-panel.tsx';
import { JobTiles } from './job-tiles.tsx';
import { QuarantinePanel } from './quarantine-panel.tsx';

const everyMs = 3_000;

export function QueueScreen() {
  const { data: queue, error, refetch } = useQuery({ ...queueQuery, refetchInterval: everyMs });
  return (
    <Screen title="Queue" about="Jobs and events that are waiting, running or need attention.">
      {error && !queue ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : (
        <>
          <JobTiles queue={queue} />
          <ConsumersPanel consumers={queue?.consumers} />
          <DeadJobsPanel jobs={queue?.deadJobs} />
        </>
      )}
      <QuarantinePanel overflow={queue?.quarantineOverflow} />
    </Screen>
  );
}
