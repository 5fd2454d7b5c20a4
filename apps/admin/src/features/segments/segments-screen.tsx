import { Paper } from '@mantine/core';
import { IconChartPie } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { segmentsQuery } from '../../parts/api/segments-query.ts';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { segmentColumns } from './segment-columns.tsx';

const everyMs = 10_000;
const evaluatingMs = 2_000;
const route = getRouteApi('/signed-in/segments');

export function SegmentsScreen() {
  const navigate = route.useNavigate();
  const {
    data: segments,
    error,
    refetch,
  } = useQuery({
    ...segmentsQuery,
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ evaluation }) => evaluation !== null) ? evaluatingMs : everyMs,
  });
  return (
    <Screen
      title="Segments"
      about="Named sets of contacts. Members enter and leave within seconds of what changes about them."
    >
      <Paper withBorder style={{ overflow: 'hidden' }}>
        {error && !segments ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : (
          <>
            <DataTable
              label="Segments"
              columns={segmentColumns}
              rows={segments ?? []}
              rowKey={({ id }) => id}
              isLoading={segments === undefined}
              skeletons={4}
              onRowClick={({ id }) => navigate({ to: '/segments/$id', params: { id } })}
            />
            {segments?.every(({ kind }) => kind === 'built_in') && (
              <NothingHere icon={IconChartPie} title="No segments of your own yet">
                A segment is created with <code>POST /api/v1/segments</code>: by a filter, such as customers with more
                than two orders, or by hand.
              </NothingHere>
            )}
          </>
        )}
      </Paper>
    </Screen>
  );
}
