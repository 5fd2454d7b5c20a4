import { endpoints } from '@beckon/contract';
import { countQuarantine, listQuarantine, readAddresses, readOverflow, replayQuarantined } from '@beckon/core/collect';
import { DomainError, readId } from '@beckon/core/lib';
import { reapply } from '@beckon/core/log';
import { readDailyOrders, readStats, readWidgetUses } from '@beckon/core/metrics';
import { readJobOverview, replayJob } from '@beckon/core/queue';
import type { ApiDeps } from '../deps.ts';
import { LagReader } from '../http/lag-reader.ts';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

const pageSize = 50;
const chartDays = 90;

/** Totals, consumers, jobs and the quarantine. */
export function serveOperations(api: ApiServer, { ctx, consumers }: ApiDeps): void {
  const lags = new LagReader(ctx);

  api.serve(endpoints.readStats, ({ caller }) => readStats(ctx, caller.tenantId));

  api.serve(endpoints.readDailyStats, async ({ caller, query }) => ({
    data: await readDailyOrders(ctx, caller.tenantId, query.days ?? chartDays),
    nextCursor: null,
  }));

  api.serve(endpoints.readWidgetUses, async ({ caller, query }) => ({
    data: await readWidgetUses(ctx, caller.tenantId, query.days ?? chartDays),
    nextCursor: null,
  }));

  api.serve(endpoints.listAddresses, async ({ caller, query }) => ({
    data: await readAddresses(ctx, caller.tenantId, query.anonymousId),
    nextCursor: null,
  }));

  api.serve(endpoints.readQueue, async ({ caller: { tenantId } }) => {
    const [lag, jobs, quarantined, quarantineOverflow] = await Promise.all([
      lags.read(tenantId),
      readJobOverview(ctx, tenantId),
      countQuarantine(ctx, tenantId),
      readOverflow(ctx, tenantId),
    ]);
    return { consumers: lag, ...jobs, quarantined, quarantineOverflow };
  });

  api.serve(endpoints.replayJob, async ({ caller, params }) => {
    await replayJob(ctx, caller.tenantId, readId('job', params.id));
    return { result: 'ready' };
  });

  api.serve(endpoints.listQuarantine, async ({ caller, query }) => {
    const limit = query.limit ?? pageSize;
    const data = await listQuarantine(ctx, caller.tenantId, { limit, before: decodeCursor(query.cursor, isId) });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id) };
  });

  api.serve(endpoints.replayQuarantined, async ({ caller, params }) => {
    const id = readId('qrt', params.id);
    const replayed = await replayQuarantined(ctx, caller.tenantId, id);
    if (replayed.result !== 'reapply') return replayed;
    const consumer = consumers.find(({ name }) => name === replayed.consumer);
    if (!consumer) return { result: 'quarantined', reason: `there is no consumer ${replayed.consumer} any more` };
    try {
      await reapply(ctx, consumer, caller.tenantId, id, replayed.seq);
      return { result: 'accepted' };
    } catch (error) {
      if (error instanceof DomainError) throw error;
      return { result: 'quarantined', reason: error instanceof Error ? error.message : String(error) };
    }
  });
}
