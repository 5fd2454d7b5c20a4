import { endpoints } from '@beckon/contract';
import { addCouponCodes, putCouponPool } from '@beckon/core/admin';
import { listCouponPools, readCouponCode } from '@beckon/core/coupons';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** Codes that messages give to their readers. */
export function serveCoupons(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.listCouponPools, async ({ caller }) => ({
    data: await listCouponPools(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.putCouponPool, ({ caller, params, body }) => putCouponPool(ctx, caller, params.key, body));

  api.serve(endpoints.addCouponCodes, ({ caller, params, body }) => addCouponCodes(ctx, caller, params.key, body));

  api.serve(endpoints.readCouponCode, ({ caller, params }) =>
    readCouponCode(ctx, caller.tenantId, params.key, params.code),
  );
}
