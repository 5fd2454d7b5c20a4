import { type Permission, permissionsOfIngestKey, permissionsOfRole } from '@beckon/contract';
import { type Caller, findCallerByApiKey } from '@beckon/core/access';
import { DomainError } from '@beckon/core/lib';
import type { ApiDeps } from '../deps.ts';
import { readKey, requireSource } from './keys.ts';
import { noteTenant } from './request-tenant.ts';
import type { SourceDirectory } from './source-directory.ts';

/**
 * Who calls, by API key, by the secret key of a source, or by the session of a user; and whether they may.
 * @throws DomainError `sign_in_required`, `key_unknown`, `permission_denied`, `cross_site_refused`, `rate_limited`
 */
export async function requireCaller(
  deps: ApiDeps,
  directory: SourceDirectory,
  request: Request,
  permission: Permission,
): Promise<Caller> {
  const caller = await findCaller(deps, directory, request);
  noteTenant(request, caller.tenantId);
  if (caller.permissions.has(permission)) return caller;
  throw new DomainError('permission_denied', `this call needs the permission ${permission}`);
}

async function findCaller(deps: ApiDeps, directory: SourceDirectory, request: Request): Promise<Caller> {
  const key = readKey(request);
  // A key decides before a session: a wrong one is not let in by a cookie beside it.
  if (key?.startsWith('ak_')) return byApiKey(deps, directory, request, key);
  if (key !== null) return bySource(directory, request);
  if (request.method !== 'GET') refuseCrossSite(request);
  const user = await deps.signIn.userOf(request);
  if (!user) throw new DomainError('sign_in_required');
  return {
    tenantId: user.tenantId,
    actor: { kind: 'user', id: user.id, name: user.email },
    permissions: new Set(permissionsOfRole[user.role]),
  };
}

/** A key is asked for each time, so that a revoked one ends at once; one that was good lately does not count as a try. */
async function byApiKey(
  { ctx }: ApiDeps,
  { tries, goodApiKeys }: SourceDirectory,
  request: Request,
  key: string,
): Promise<Caller> {
  // Addresses end up in logs: the key is taken from the header alone.
  if (!request.headers.has('authorization')) throw new DomainError('key_unknown');
  const takeBack = goodApiKeys.has(key) ? () => {} : tries.take(request, true);
  const caller = await findCallerByApiKey(ctx, key).catch((error: unknown) => {
    takeBack();
    throw error;
  });
  if (!caller) {
    goodApiKeys.delete(key);
    throw new DomainError('key_unknown');
  }
  takeBack();
  goodApiKeys.set(key, true);
  return caller;
}

async function bySource(directory: SourceDirectory, request: Request): Promise<Caller> {
  const { id, tenantId, kind, allowedTypes } = await requireSource(request, directory);
  // A source with a list of allowed types sends events, and nothing else.
  const mayMore = kind !== 'browser' && allowedTypes === null;
  return {
    tenantId,
    actor: { kind: 'source', id, name: kind },
    permissions: new Set(mayMore ? permissionsOfIngestKey : []),
  };
}

/** A form of another site can send cookies, but neither JSON nor a same-origin mark. */
function refuseCrossSite(request: Request): void {
  const site = request.headers.get('sec-fetch-site');
  const type = request.headers.get('content-type')?.split(';')[0]?.trim();
  if ((site !== null && site !== 'same-origin') || type !== 'application/json')
    throw new DomainError('cross_site_refused');
}
