import type { QuarantinedEvent, QuarantineOverflow } from '@beckon/contract';
import { IconShieldCheck } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { MoreButton } from '../../parts/table/more-button.tsx';
import { quarantineQuery } from './api/quarantine-query.ts';
import { useReplayQuarantined } from './api/use-replay.ts';
import { quarantineColumns } from './quarantine-columns.tsx';
import { QuarantineDrawer } from './quarantine-drawer.tsx';
import { QuarantineOverflowNote } from './quarantine-overflow-note.tsx';

/** Events that could not be taken as they came. */
export function QuarantinePanel({ overflow }: { overflow: readonly QuarantineOverflow[] | undefined }) {
  const pages = useInfiniteQuery({ ...quarantineQuery, refetchInterval: 10_000 });
  const [opened, setOpened] = useState<QuarantinedEvent | null>(null);
  const { mutate, variables, isPending } = useReplayQuarantined();
  const running = isPending ? variables : undefined;
  const columns = useMemo(() => quarantineColumns(setOpened, mutate, running), [mutate, running]);
  const { data: events } = pages;
  return (
    <Panel
      title="Quarantine"
      about="Events that were not accepted. The rest of their batch was. Replay checks an event again under the current rules."
      isFlush
    >
      {pages.error && !events ? (
        <ErrorState error={pages.error} onRetry={pages.refetch} />
      ) : events?.length === 0 ? (
        <NothingHere icon={IconShieldCheck} title="No quarantined events">
          All events so far were valid. Events that are not accepted are kept here with the reason, never silently
          dropped.
        </NothingHere>
      ) : (
        <DataTable
          label="Quarantine"
          columns={columns}
          rows={events ?? []}
          rowKey={({ id }) => id}
          isLoading={events === undefined}
          skeletons={3}
          onRowClick={setOpened}
        />
      )}
      <QuarantineOverflowNote overflow={overflow} />
      <MoreButton paged={pages} label="Older" />
      <QuarantineDrawer event={opened} onClose={() => setOpened(null)} onReplay={mutate} isReplaying={isPending} />
    </Panel>
  );
}
