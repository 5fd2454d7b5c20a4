import { endpoints } from '@beckon/contract';
import { listApiKeys, makeApiKey, revokeApiKey } from '@beckon/core/access';
import { DomainError, readId } from '@beckon/core/lib';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';

/** The API keys of the shop. */
export function serveApiKeys(api: ApiServer, { ctx }: ApiDeps): void {
  api.serve(endpoints.listApiKeys, async ({ caller }) => ({
    data: await listApiKeys(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.addApiKey, ({ caller, body }) => {
    const missing = body.scopes.filter((scope) => !caller.permissions.has(scope));
    if (missing.length > 0) {
      throw new DomainError('permission_denied', `only who has them can give these permissions: ${missing.join(', ')}`);
    }
    return makeApiKey(ctx, caller.tenantId, body);
  });

  api.serve(endpoints.revokeApiKey, ({ caller, params }) =>
    revokeApiKey(ctx, caller.tenantId, readId('apk', params.id)),
  );
}
