import { endpoints } from '@beckon/contract';
import { listApiKeys } from '@beckon/core/access';
import { addApiKey, revokeApiKey } from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import type { ApiServer } from '../http/serve.ts';

/** The API keys of the shop. */
export function serveApiKeys(api: ApiServer): void {
  api.serve(endpoints.listApiKeys, async ({ ctx, caller }) => ({
    data: await listApiKeys(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.addApiKey, ({ ctx, caller, body }) => addApiKey(ctx, caller, body));

  api.serve(endpoints.revokeApiKey, ({ ctx, caller, params }) => revokeApiKey(ctx, caller, readId('apk', params.id)));
}
