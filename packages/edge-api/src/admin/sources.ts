import { endpoints } from '@beckon/contract';
import { addSource, changeSource, revokeKey, revokeSource, rotateKey } from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import { listSources, readSourceSchema, showKey } from '@beckon/core/sources';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** The sites and servers that send events, and their keys. */
export function serveSources(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.listSources, async ({ caller }) => ({
    data: await listSources(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.addSource, ({ caller, body }) => addSource(ctx, caller, body));

  api.serve(endpoints.changeSource, ({ caller, params, body }) =>
    changeSource(ctx, caller, readId('src', params.id), body),
  );

  api.serve(endpoints.revokeSource, async ({ caller, params }) => {
    await revokeSource(ctx, caller, readId('src', params.id));
    return { result: 'revoked' };
  });

  api.serve(endpoints.readSourceSchema, ({ caller, params }) =>
    readSourceSchema(ctx, caller.tenantId, readId('src', params.id)),
  );

  api.serve(endpoints.rotateKey, ({ caller, params, body }) => rotateKey(ctx, caller, readId('src', params.id), body));

  api.serve(endpoints.showKey, ({ caller, params }) =>
    showKey(ctx, caller.tenantId, readId('src', params.id), readId('key', params.keyId)),
  );

  api.serve(endpoints.revokeKey, async ({ caller, params }) => {
    await revokeKey(ctx, caller, readId('src', params.id), readId('key', params.keyId));
    return { result: 'revoked' };
  });
}
