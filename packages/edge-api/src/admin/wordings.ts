import { endpoints } from '@beckon/contract';
import { registerWordings } from '@beckon/core/admin';
import { readWordings } from '@beckon/core/consent';
import type { Id } from '@beckon/core/lib';
import type { AnyContext } from '@beckon/core/ports';
import type { ApiServer } from '../http/serve.ts';

/** The consent texts of the shop. */
export function serveWordings(api: ApiServer): void {
  const list = async (ctx: AnyContext, tenantId: Id<'ten'>) => ({
    data: await readWordings(ctx, tenantId),
    nextCursor: null,
  });

  api.serve(endpoints.listWordings, ({ ctx, caller }) => list(ctx, caller.tenantId));

  api.serve(endpoints.registerWordings, async ({ ctx, caller, body: { wordings } }) => {
    await registerWordings(ctx, caller, wordings);
    return list(ctx, caller.tenantId);
  });
}
