import { endpoints } from '@beckon/contract';
import { replayJob, replayQuarantined } from '@beckon/core/admin';
import { countQuarantine, listQuarantine, readAddresses, readOverflow } from '@beckon/core/collect';
import { readId } from '@beckon/core/lib';
import { readDailyOrders, readStats, readWidgetUses } from '@beckon/core/metrics';
import { readJobOverview } from '@beckon/core/queue';
import type { ApiDeps } from '../deps.ts';
import { LagReader } from '../http/lag-reader.ts';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

const pageSize = 50;
const chartDays = 90;

/** Totals, consumers, jobs and the quarantine. */
export function serveOperations(api: ApiServer, deps: ApiDeps): void {
  const lags = new LagReader(deps.ctx);

  api.serve(endpoints.readStats, ({ ctx, caller }) => readStats(ctx, caller.tenantId));

  api.serve(endpoints.readDailyStats, async ({ ctx, caller, query }) => ({
    data: await readDailyOrders(ctx, caller.tenantId, query.days ?? chartDays),
    nextCursor: null,
  }));

  api.serve(endpoints.readWidgetUses, async ({ ctx, caller, query }) => ({
    data: await readWidgetUses(ctx, caller.tenantId, query.days ?? chartDays),
    nextCursor: null,
  }));

  api.serve(endpoints.listAddresses, async ({ ctx, caller, query }) => ({
    data: await readAddresses(ctx, caller.tenantId, query.anonymousId),
    nextCursor: null,
  }));

  api.serve(endpoints.readQueue, async ({ ctx, caller: { tenantId } }) => {
    const [lag, jobs, quarantined, quarantineOverflow] = await Promise.all([
      lags.read(tenantId),
      readJobOverview(ctx, tenantId),
      countQuarantine(ctx, tenantId),
      readOverflow(ctx, tenantId),
    ]);
    return { consumers: lag, ...jobs, quarantined, quarantineOverflow };
  });

  api.serve(endpoints.replayJob, async ({ ctx, caller, params }) => {
    await replayJob(ctx, caller, readId('job', params.id));
    return { result: 'ready' };
  });

  api.serve(endpoints.listQuarantine, async ({ ctx, caller, query }) => {
    const limit = query.limit ?? pageSize;
    const data = await listQuarantine(ctx, caller.tenantId, { limit, before: decodeCursor(query.cursor, isId) });
    return { data, nextCursor: data.length < limit ? null : encodeCursor(data.at(-1)!.id) };
  });

  api.serve(endpoints.replayQuarantined, ({ ctx, caller, params }) =>
    replayQuarantined(ctx, caller, deps.consumers, readId('qrt', params.id)),
  );
}
