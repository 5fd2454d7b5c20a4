import { endpoints } from '@beckon/contract';
import { putRetentionSettings } from '@beckon/core/admin';
import type { Id } from '@beckon/core/lib';
import type { AnyContext } from '@beckon/core/ports';
import { readRetentionRuns } from '@beckon/core/retention';
import { readRetentionSettings } from '@beckon/core/tenants';
import type { ApiServer } from '../http/serve.ts';

/** For how long the shop keeps data. */
export function serveRetention(api: ApiServer): void {
  const read = async (ctx: AnyContext, tenantId: Id<'ten'>) => ({
    settings: await readRetentionSettings(ctx, tenantId),
    runs: await readRetentionRuns(ctx, tenantId),
  });

  api.serve(endpoints.readRetention, ({ ctx, caller }) => read(ctx, caller.tenantId));

  api.serve(endpoints.putRetention, async ({ ctx, caller, body }) => {
    await putRetentionSettings(ctx, caller, body);
    return read(ctx, caller.tenantId);
  });
}
