import { endpoints } from '@beckon/contract';
import { putRetentionSettings } from '@beckon/core/admin';
import type { Id } from '@beckon/core/lib';
import { readRetentionRuns } from '@beckon/core/retention';
import { readRetentionSettings } from '@beckon/core/tenants';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** For how long the shop keeps data. */
export function serveRetention(api: ApiServer, { ctx }: ApiDeps): void {
  const read = async (tenantId: Id<'ten'>) => ({
    settings: await readRetentionSettings(ctx, tenantId),
    runs: await readRetentionRuns(ctx, tenantId),
  });

  api.serve(endpoints.readRetention, ({ caller }) => read(caller.tenantId));

  api.serve(endpoints.putRetention, async ({ caller, body }) => {
    await putRetentionSettings(ctx, caller, body);
    return read(caller.tenantId);
  });
}
