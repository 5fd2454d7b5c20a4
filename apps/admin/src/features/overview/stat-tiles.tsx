import type { Stats } from '@beckon/contract';
import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatMoney } from '../../parts/format/money.ts';
import { counted, formatNumber } from '../../parts/format/number.ts';
import './stat-tiles.css';

/** The totals. A description list, so that a screen reader hears each number with its name. */
export function StatTiles({ stats }: { stats: Stats | undefined }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, md: 3, lg: 6 }} spacing="md" m={0} className="stat-tiles">
      <Tile name="Revenue" isWide value={stats && <Revenue stats={stats} />} note="From trusted sources" />
      <Tile
        name="Orders"
        value={stats && formatNumber(stats.orders)}
        note={stats && stats.zeroValueOrders > 0 ? `${counted(stats.zeroValueOrders, 'order')} worth 0` : undefined}
      />
      <Tile name="Contacts" value={stats && formatNumber(stats.contacts)} />
      <Tile name="Subscribers" value={stats && formatNumber(stats.subscribers)} note="Email consent" />
      <Tile
        name="Events"
        value={stats && formatNumber(stats.events)}
        note={stats && stats.bots.events > 0 ? `${formatNumber(stats.bots.events)} from bots` : undefined}
      />
      <Tile
        name="Visitors"
        value={stats && formatNumber(stats.visitors)}
        note={stats && stats.bots.visitors > 0 ? `Without ${counted(stats.bots.visitors, 'bot')}` : 'Browsers seen'}
      />
    </SimpleGrid>
  );
}

function Revenue({ stats }: { stats: Stats }) {
  if (stats.revenue.length === 0) return '0';
  return stats.revenue.map((money) => (
    <span key={money.currency} className="stat-tiles-amount">
      {formatMoney(money)}
    </span>
  ));
}

type TileProps = { name: string; value: ReactNode; note?: string | undefined; isWide?: boolean };

function Tile({ name, value, note, isWide = false }: TileProps) {
  return (
    <Paper withBorder p="md" className={isWide ? 'stat-tile stat-tile-wide' : 'stat-tile'}>
      <Text component="dt" size="sm" c="dimmed" fw={500}>
        {name}
      </Text>
      <dd className="stat-tile-value">{value ?? <Skeleton height={22} width="70%" my={5} radius="xl" />}</dd>
      {note && (
        <Text component="dd" m={0} size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Paper>
  );
}
