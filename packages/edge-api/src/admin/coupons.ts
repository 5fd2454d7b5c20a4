import { endpoints } from '@beckon/contract';
import { addCouponCodes, putCouponPool } from '@beckon/core/admin';
import { listCouponPools, readCouponCode } from '@beckon/core/coupons';
import type { ApiServer } from '../http/serve.ts';

/** Codes that messages give to their readers. */
export function serveCoupons(api: ApiServer): void {
  api.serve(endpoints.listCouponPools, async ({ ctx, caller }) => ({
    data: await listCouponPools(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.putCouponPool, ({ ctx, caller, params, body }) => putCouponPool(ctx, caller, params.key, body));

  api.serve(endpoints.addCouponCodes, ({ ctx, caller, params, body }) => addCouponCodes(ctx, caller, params.key, body));

  api.serve(endpoints.readCouponCode, ({ ctx, caller, params }) =>
    readCouponCode(ctx, caller.tenantId, params.key, params.code),
  );
}
