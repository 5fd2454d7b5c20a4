import type { Queue } from '@beckon/contract';
import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { formatNumber } from '../../parts/format/number.ts';

/** The jobs, by status. */
export function JobTiles({ queue }: { queue: Queue | undefined }) {
  const jobs = queue?.jobs;
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 6 }} spacing="md" m={0}>
      <Tile name="Ready" about="Ready to run" value={jobs?.ready} />
      <Tile name="Scheduled" about="Scheduled for later" value={jobs?.scheduled} />
      <Tile name="Running" about="Right now" value={jobs?.running} />
      <Tile name="Done" about="In the last 24 hours" value={jobs?.doneLastDay} />
      <Tile name="Dead" about="Failed after all retries" value={jobs?.dead} isAlarming />
      <Tile name="Quarantined" about="Rejected events" value={queue?.quarantined} isAlarming />
    </SimpleGrid>
  );
}

type TileProps = { name: string; about: string; value: number | undefined; isAlarming?: boolean };

function Tile({ name, about, value, isAlarming = false }: TileProps) {
  const isRed = isAlarming && value !== undefined && value > 0;
  return (
    <Paper withBorder p="md">
      <Text component="dt" size="sm" c="dimmed" fw={500}>
        {name}
      </Text>
      <Text
        component="dd"
        m={0}
        fz="1.375rem"
        fw={640}
        lts="-0.02em"
        {...(isRed ? { c: 'var(--mantine-color-red-text)' } : {})}
        style={{ fontVariantNumeric: 'tabular-nums' }}
      >
        {value === undefined ? <Skeleton height={22} width="50%" my={6} radius="xl" /> : formatNumber(value)}
      </Text>
      <Text component="dd" m={0} size="xs" c="dimmed">
        {about}
      </Text>
    </Paper>
  );
}
