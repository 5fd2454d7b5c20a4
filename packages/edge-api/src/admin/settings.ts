import { endpoints } from '@beckon/contract';
import { changeSettings } from '@beckon/core/admin';
import { readSettings } from '@beckon/core/tenants';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** The settings of the shop. */
export function serveSettings(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.readSettings, ({ caller }) => readSettings(ctx, caller.tenantId));

  api.serve(endpoints.changeSettings, ({ caller, body }) => changeSettings(ctx, caller, body));
}
