import { endpoints } from '@beckon/contract';
import { changeSettings } from '@beckon/core/admin';
import { readSettings } from '@beckon/core/tenants';
import type { ApiServer } from '../http/serve.ts';

/** The settings of the shop. */
export function serveSettings(api: ApiServer): void {
  api.serve(endpoints.readSettings, ({ ctx, caller }) => readSettings(ctx, caller.tenantId));

  api.serve(endpoints.changeSettings, ({ ctx, caller, body }) => changeSettings(ctx, caller, body));
}
