import { endpoints } from '@beckon/contract';
import { addSource, changeSource, revokeKey, revokeSource, rotateKey } from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import { listSources, readSourceSchema, showKey } from '@beckon/core/sources';
import type { ApiServer } from '../http/serve.ts';

/** The sites and servers that send events, and their keys. */
export function serveSources(api: ApiServer): void {
  api.serve(endpoints.listSources, async ({ ctx, caller }) => ({
    data: await listSources(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.addSource, ({ ctx, caller, body }) => addSource(ctx, caller, body));

  api.serve(endpoints.changeSource, ({ ctx, caller, params, body }) =>
    changeSource(ctx, caller, readId('src', params.id), body),
  );

  api.serve(endpoints.revokeSource, async ({ ctx, caller, params }) => {
    await revokeSource(ctx, caller, readId('src', params.id));
    return { result: 'revoked' };
  });

  api.serve(endpoints.readSourceSchema, ({ ctx, caller, params }) =>
    readSourceSchema(ctx, caller.tenantId, readId('src', params.id)),
  );

  api.serve(endpoints.rotateKey, ({ ctx, caller, params, body }) =>
    rotateKey(ctx, caller, readId('src', params.id), body),
  );

  api.serve(endpoints.showKey, ({ ctx, caller, params }) =>
    showKey(ctx, caller.tenantId, readId('src', params.id), readId('key', params.keyId)),
  );

  api.serve(endpoints.revokeKey, async ({ ctx, caller, params }) => {
    await revokeKey(ctx, caller, readId('src', params.id), readId('key', params.keyId));
    return { result: 'revoked' };
  });
}
