import type { Queue } from '@beckon/contract';
import { Button, Text } from '@mantine/core';
import { IconCircleCheck, IconRefresh } from '@tabler/icons-react';
import { useMemo } from 'react';
import { formatNumber } from '../../parts/format/number.ts';
import { inWords } from '../../parts/format/words.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { type Columns, DataTable } from '../../parts/table/data-table.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { useReplayJob } from './api/use-replay.ts';

type DeadJob = Queue['deadJobs'][number];

/** Jobs that gave up: a person decides. */
export function DeadJobsPanel({ jobs }: { jobs: DeadJob[] | undefined }) {
  const { mutate, variables, isPending } = useReplayJob();
  const running = isPending ? variables : undefined;
  const columns = useMemo(() => columnsOf(mutate, running), [mutate, running]);
  return (
    <Panel
      title="Dead jobs"
      about="These jobs failed on every attempt. Fix the cause named in the error, then replay the job."
      isFlush
    >
      {jobs?.length === 0 ? (
        <NothingHere icon={IconCircleCheck} title="None">
          All jobs have succeeded or will be retried automatically.
        </NothingHere>
      ) : (
        <DataTable
          label="Dead jobs"
          columns={columns}
          rows={jobs ?? []}
          rowKey={({ id }) => id}
          isLoading={jobs === undefined}
          skeletons={2}
        />
      )}
    </Panel>
  );
}

const columnsOf = (replay: (id: string) => void, running: string | undefined): Columns<DeadJob> => [
  {
    id: 'kind',
    header: 'Job',
    cell: ({ row }) => (
      <Text span size="sm" fw={550}>
        {inWords(row.original.kind)}
      </Text>
    ),
    meta: { width: 200 },
  },
  {
    id: 'error',
    header: 'Last error',
    cell: ({ row }) => (
      <Text size="sm" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
        {row.original.lastError ?? 'No error was recorded'}
      </Text>
    ),
  },
  {
    id: 'attempts',
    header: 'Attempts',
    cell: ({ row }) => formatNumber(row.original.attempts),
    meta: { align: 'right', width: 90, visibleFrom: 'sm' },
  },
  {
    id: 'died',
    header: 'Gave up',
    cell: ({ row }) => <RelativeTime at={row.original.diedAt} />,
    meta: { width: 150, visibleFrom: 'md' },
  },
  {
    id: 'replay',
    header: 'Action',
    cell: ({ row: { original: job } }) => (
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconRefresh size={14} />}
        loading={running === job.id}
        onClick={() => replay(job.id)}
        aria-label={`Replay the job ${inWords(job.kind)}`}
      >
        Replay
      </Button>
    ),
    meta: { width: 110, align: 'right' },
  },
];
