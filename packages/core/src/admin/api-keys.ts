import type { ApiKey, MadeApiKey, NewApiKey } from '@beckon/contract';
import * as access from '../access/index.ts';
import { audited } from '../audit/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

/** @throws DomainError `permission_denied` for scopes that the caller does not have */
export function addApiKey(ctx: Context, caller: access.Caller, given: NewApiKey): Promise<MadeApiKey> {
  const missing = given.scopes.filter((scope) => !caller.permissions.has(scope));
  if (missing.length > 0) {
    throw new DomainError('permission_denied', `only who has them can give these permissions: ${missing.join(', ')}`);
  }
  return audited(ctx, caller, async (inTx) => {
    const result = await access.makeApiKey(inTx, caller.tenantId, given);
    const { id, name, scopes, expiresAt } = result.key;
    const until = expiresAt === null ? '' : `, until ${expiresAt}`;
    return {
      result,
      change: {
        action: 'api_key.created',
        target: { kind: 'api_key', id },
        summary: `API key ${name} created with ${scopes.join(', ')}${until}`,
        after: { name, scopes, expiresAt },
      },
    };
  });
}

/** @throws DomainError `not_found` */
export function revokeApiKey(ctx: Context, caller: access.Caller, id: Id<'apk'>): Promise<ApiKey> {
  return audited(ctx, caller, async (inTx) => {
    const result = await access.revokeApiKey(inTx, caller.tenantId, id);
    return {
      result,
      change: {
        action: 'api_key.revoked',
        target: { kind: 'api_key', id },
        summary: `API key ${result.name} revoked`,
      },
    };
  });
}
