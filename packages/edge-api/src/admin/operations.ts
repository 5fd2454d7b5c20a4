import { endpoints } from '@beckon/contract';
import { countQuarantine, listQuarantine, readAddresses, readOverflow, replayQuarantined } from '@beckon/core/collect';
import { DomainError } from '@beckon/core/lib';
import { reapply } from '@beckon/core/log';
import { readDailyOrders, readStats, readWidgetUses } from '@beckon/core/metrics';
import { readJobOverview, replayJob } from '@beckon/core/queue';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { LagReader } from '../http/lag-reader.ts';
import { decodeCursor, encodeCursor, isId, readId } from './cursor.ts';
import { readQuery } from './query.ts';
import type { TenantEnv } from './routes.ts';

const pageSize = 50;
const chartDays = 90;

export function operationRoutes({ ctx, consumers }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();
  const lags = new LagReader(ctx);

  app.get('/stats', async (c) => c.json(await readStats(ctx, c.get('tenantId'))));

  app.get('/stats/daily', async (c) => {
    const { days } = readQuery(c.req.raw, endpoints.readDailyStats.query);
    return c.json({ data: await readDailyOrders(ctx, c.get('tenantId'), days ?? chartDays) });
  });

  app.get('/stats/widgets', async (c) => {
    const { days } = readQuery(c.req.raw, endpoints.readWidgetUses.query);
    return c.json({ data: await readWidgetUses(ctx, c.get('tenantId'), days ?? chartDays) });
  });

  app.get('/addresses', async (c) => {
    const { anonymousId } = readQuery(c.req.raw, endpoints.listAddresses.query);
    return c.json({ data: await readAddresses(ctx, c.get('tenantId'), anonymousId) });
  });

  app.get('/queue', async (c) => {
    const tenantId = c.get('tenantId');
    const [lag, jobs, quarantined, quarantineOverflow] = await Promise.all([
      lags.read(tenantId),
      readJobOverview(ctx, tenantId),
      countQuarantine(ctx, tenantId),
      readOverflow(ctx, tenantId),
    ]);
    return c.json({ consumers: lag, ...jobs, quarantined, quarantineOverflow });
  });

  app.post('/queue/jobs/:id/replay', async (c) => {
    await replayJob(ctx, c.get('tenantId'), readId(c.req.param('id')));
    return c.json({ result: 'ready' });
  });

  app.get('/quarantine', async (c) => {
    const query = readQuery(c.req.raw, endpoints.listQuarantine.query);
    const limit = query.limit ?? pageSize;
    const data = await listQuarantine(ctx, c.get('tenantId'), { limit, before: decodeCursor(query.cursor, isId) });
    return c.json({ data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id) });
  });

  app.post('/quarantine/:id/replay', async (c) => {
    const tenantId = c.get('tenantId');
    const id = readId(c.req.param('id'));
    const replayed = await replayQuarantined(ctx, tenantId, id);
    if (replayed.result !== 'reapply') return c.json(replayed);
    const consumer = consumers.find(({ name }) => name === replayed.consumer);
    if (!consumer)
      return c.json({ result: 'quarantined', reason: `there is no consumer ${replayed.consumer} any more` });
    try {
      await reapply(ctx, consumer, tenantId, id, replayed.seq);
      return c.json({ result: 'accepted' });
    } catch (error) {
      if (error instanceof DomainError) throw error;
      return c.json({ result: 'quarantined', reason: error instanceof Error ? error.message : String(error) });
    }
  });

  return app;
}
