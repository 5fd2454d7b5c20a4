import { endpoints } from '@beckon/contract';
import { putAttributionSettings, putCurrencyRates } from '@beckon/core/admin';
import {
  listAttributedOrders,
  type OrderPlace,
  readAttribution,
  readAttributionSettings,
} from '@beckon/core/attribution';
import { listCurrencyRates } from '@beckon/core/tenants';
import type { ApiServer } from '../http/serve.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

const isOrderPlace = (value: unknown): value is OrderPlace => {
  const { placedAt, orderId } = (value ?? {}) as Partial<Record<keyof OrderPlace, unknown>>;
  return typeof placedAt === 'string' && !Number.isNaN(Date.parse(placedAt)) && typeof orderId === 'string';
};

/** Which messages and visits revenue came from, and how amounts in other currencies are counted. */
export function serveAttribution(api: ApiServer): void {
  api.serve(endpoints.readAttribution, ({ ctx, caller, query }) => readAttribution(ctx, caller.tenantId, query));

  api.serve(endpoints.listAttributedOrders, async ({ ctx, caller, query }) => {
    const { cursor, limit = 50, ...asked } = query;
    const before = decodeCursor(cursor, isOrderPlace);
    const data = await listAttributedOrders(ctx, caller.tenantId, { ...asked, limit, before });
    const last = data.length === limit ? data.at(-1)! : null;
    return { data, nextCursor: last && encodeCursor({ placedAt: last.placedAt, orderId: last.orderId }) };
  });

  api.serve(endpoints.readAttributionSettings, ({ ctx, caller }) => readAttributionSettings(ctx, caller.tenantId));

  api.serve(endpoints.putAttributionSettings, ({ ctx, caller, body }) => putAttributionSettings(ctx, caller, body));

  api.serve(endpoints.listCurrencyRates, async ({ ctx, caller }) => ({
    data: await listCurrencyRates(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.putCurrencyRates, async ({ ctx, caller, body }) => ({
    data: await putCurrencyRates(ctx, caller, body.rates),
    nextCursor: null,
  }));
}
