import { Paper } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { flowsQuery } from '../../parts/api/flows-query.ts';
import { useFilterNames } from '../../parts/filter/use-filter-names.ts';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { flowColumns } from './flow-columns.tsx';

const everyMs = 10_000;
const route = getRouteApi('/signed-in/flows');

export function FlowsScreen() {
  const navigate = route.useNavigate();
  const { data: flows, error, refetch } = useQuery({ ...flowsQuery, refetchInterval: everyMs });
  const names = useFilterNames();
  const columns = useMemo(() => flowColumns(names), [names]);
  return (
    <Screen title="Flows" about="Messages that follow what a contact does: a sign-up, an abandoned cart, an order.">
      <Paper withBorder style={{ overflow: 'hidden' }}>
        {error && !flows ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : flows?.length === 0 ? (
          <NothingHere icon={IconRoute} title="No flows">
            All flows of this shop are archived. A new one is created with <code>POST /api/v1/flows</code>.
          </NothingHere>
        ) : (
          <DataTable
            label="Flows"
            columns={columns}
            rows={flows ?? []}
            rowKey={({ id }) => id}
            isLoading={flows === undefined}
            onRowClick={({ id }) => navigate({ to: '/flows/$id', params: { id } })}
          />
        )}
      </Paper>
    </Screen>
  );
}
