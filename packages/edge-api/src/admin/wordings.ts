import { endpoints } from '@beckon/contract';
import { registerWordings } from '@beckon/core/admin';
import { readWordings } from '@beckon/core/consent';
import type { Id } from '@beckon/core/lib';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** The consent texts of the shop. */
export function serveWordings(api: ApiServer, { ctx }: ApiDeps): void {
  const list = async (tenantId: Id<'ten'>) => ({ data: await readWordings(ctx, tenantId), nextCursor: null });

  api.serve(endpoints.listWordings, ({ caller }) => list(caller.tenantId));

  api.serve(endpoints.registerWordings, async ({ caller, body: { wordings } }) => {
    await registerWordings(ctx, caller, wordings);
    return list(caller.tenantId);
  });
}
