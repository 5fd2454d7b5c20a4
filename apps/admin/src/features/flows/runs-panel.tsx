import { IconRoute } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { TitleOf } from '../../parts/flows/step-titles.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { MoreButton } from '../../parts/table/more-button.tsx';
import { flowRunsQuery } from './api/flow-runs-query.ts';
import { runColumns } from './run-columns.tsx';

type Props = { flowId: string; titleOf: TitleOf; refetchInterval: number };

/** Who passes through the flow, the newest first. */
export function RunsPanel({ flowId, titleOf, refetchInterval }: Props) {
  const pages = useInfiniteQuery({ ...flowRunsQuery(flowId), refetchInterval });
  const columns = useMemo(() => runColumns(titleOf), [titleOf]);
  const { data: runs } = pages;
  return (
    <Panel title="Newest runs" about="One run is one passage of a contact through the flow." isFlush>
      {pages.error && !runs ? (
        <ErrorState error={pages.error} onRetry={pages.refetch} />
      ) : runs?.length === 0 ? (
        <NothingHere icon={IconRoute} title="No runs yet">
          A run begins when the flow is live and a contact meets its trigger.
        </NothingHere>
      ) : (
        <DataTable
          label="Newest runs"
          columns={columns}
          rows={runs ?? []}
          rowKey={({ id }) => id}
          isLoading={runs === undefined}
          skeletons={4}
        />
      )}
      <MoreButton paged={pages} label="Older runs" />
    </Panel>
  );
}
