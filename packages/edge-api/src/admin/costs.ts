import { endpoints } from '@beckon/contract';
import { addCost, removeCost } from '@beckon/core/admin';
import { listCosts, readRoi } from '@beckon/core/finance';
import { readId } from '@beckon/core/lib';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor, isId } from './cursor.ts';

/** What campaigns cost, and what they brought for it. */
export function serveCosts(api: ApiServer): void {
  api.serve(endpoints.listCosts, async ({ ctx, caller, query: { campaign, limit = 50, cursor } }) => {
    const data = await listCosts(ctx, caller.tenantId, { campaign, limit, before: decodeCursor(cursor, isId) });
    const last = data.length === limit ? data.at(-1)! : null;
    return { data, nextCursor: last && encodeCursor(last.id) };
  });

  api.serve(endpoints.addCost, ({ ctx, caller, body }) => addCost(ctx, caller, body));

  api.serve(endpoints.removeCost, async ({ ctx, caller, params }) => {
    await removeCost(ctx, caller, readId('cst', params.id));
    return { result: 'removed' as const };
  });

  api.serve(endpoints.readRoi, async ({ ctx, caller, query }) => {
    const [roi] = await readRoi(ctx, caller.tenantId, [query.campaign]);
    return roi!;
  });
}
