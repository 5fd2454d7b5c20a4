import { z } from 'zod';
import { moneySchema } from '../money.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

const dailyQuery = z.strictObject({ days: z.coerce.number().pipe(z.int().min(1).max(1_000)).optional() });

/** The totals of one tenant. Revenue is what trusted orders brought after refunds, one entry per currency. */
export const statsSchema = z.object({
  contacts: z.int(),
  visitors: z.int().describe('Browsers seen by the tracker, excluding bots.'),
  events: z.int().describe('All events, including those of bots.'),
  bots: z.object({ visitors: z.int(), events: z.int() }).describe('Events marked as sent by bots.'),
  orders: z.int().describe('Without cancelled ones.'),
  zeroValueOrders: z.int().describe('Orders whose total is 0.'),
  revenue: z
    .array(moneySchema)
    .describe('Minor units, one entry per currency: after refunds, without cancelled orders.'),
  subscribers: z.int().describe('Contacts with granted email consent.'),
  takenAt: z.iso
    .datetime()
    .describe(
      'When the totals were counted. Large shops are counted every few minutes; the number of events is current.',
    ),
});

export type Stats = z.infer<typeof statsSchema>;

/** Orders and revenue per day, newest last. */
export const dailyStatsSchema = wholeListOf(z.object({ day: z.iso.date(), orders: z.int(), revenue: moneySchema }));

/** The totals. */
export const statsEndpoints = {
  readStats: {
    method: 'get',
    path: '/api/v1/stats',
    summary: 'Get totals: contacts, events, orders, revenue.',
    access: 'metrics.read',
    status: 200,
    response: statsSchema,
  },
  readDailyStats: {
    method: 'get',
    path: '/api/v1/stats/daily',
    summary: 'Get orders and revenue (net, in the shop’s currency) by day (UTC), up to the newest order.',
    access: 'metrics.read',
    query: dailyQuery,
    status: 200,
    response: dailyStatsSchema,
  },
} as const satisfies Record<string, Endpoint>;
