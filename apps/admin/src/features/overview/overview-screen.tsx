import { Grid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { statsQuery } from '../../parts/api/stats-query.ts';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { FirstSteps } from './first-steps.tsx';
import { LatestEvents } from './latest-events.tsx';
import { OrdersPanel } from './orders-panel.tsx';
import { StatTiles } from './stat-tiles.tsx';

export function OverviewScreen() {
  const { data: stats, error, refetch } = useQuery(statsQuery);
  if (stats?.events === 0) {
    return (
      <Screen title="Welcome to Beckon" about="No events yet. Follow these steps to send the first one.">
        <FirstSteps />
      </Screen>
    );
  }
  return (
    <Screen title="Overview" about="Your shop’s activity so far.">
      {error && !stats ? <ErrorState error={error} onRetry={refetch} /> : <StatTiles stats={stats} />}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <OrdersPanel />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <LatestEvents />
        </Grid.Col>
      </Grid>
    </Screen>
  );
}
