import { DomainError } from '@beckon/core/lib';
import type { ApiDeps } from '../deps.ts';
import { readKey, requireSource } from '../http/keys.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

/**
 * Whose data a request may see: by secret key, or by the session of a user.
 * @throws DomainError `sign_in_required`, `key_unknown`, `secret_key_required`, `key_not_allowed`, `cross_site_refused`
 */
export async function requireTenant(deps: ApiDeps, directory: SourceDirectory, request: Request): Promise<string> {
  if (readKey(request) !== null) {
    const source = await requireSource(request, directory);
    if (source.kind === 'browser') throw new DomainError('secret_key_required');
    if (source.allowedTypes !== null) {
      throw new DomainError(
        'key_not_allowed',
        'its source has a list of allowed types: it may send events, nothing else',
      );
    }
    return source.tenantId;
  }
  if (request.method !== 'GET') refuseCrossSite(request);
  const user = await deps.signIn.userOf(request);
  if (!user) throw new DomainError('sign_in_required');
  return user.tenantId;
}

/** A form of another site can send cookies, but neither JSON nor a same-origin mark. */
function refuseCrossSite(request: Request): void {
  const site = request.headers.get('sec-fetch-site');
  const type = request.headers.get('content-type')?.split(';')[0]?.trim();
  if ((site !== null && site !== 'same-origin') || type !== 'application/json')
    throw new DomainError('cross_site_refused');
}
