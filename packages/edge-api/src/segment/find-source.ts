import type { KnownSource } from '@beckon/core/access';
import { requireSource } from '../http/keys.ts';
import type { SourceDirectory } from '../http/source-directory.ts';

/**
 * The key in the header: user name of Basic, as the SDKs send it, or Bearer. Null without a header, empty where
 * it holds no key.
 */
export function readHeaderKey(request: Request): string | null {
  const authorization = request.headers.get('authorization');
  if (authorization === null) return null;
  const [, scheme, value] = /^(Basic|Bearer) +([^ ]+) *$/i.exec(authorization) ?? [];
  if (!scheme || !value) return '';
  return scheme.toLowerCase() === 'bearer' ? value : decodeUser(value);
}

function decodeUser(value: string): string {
  try {
    return atob(value).split(':')[0]!;
  } catch {
    return '';
  }
}

/**
 * The source of a key, under the rules for all keys. A secret key may stand in the body here: bodies, unlike
 * addresses, are not logged.
 * @throws DomainError `key_missing`, `key_unknown`
 */
export function findSource(request: Request, directory: SourceDirectory, key: string | null): Promise<KnownSource> {
  const isSendable = key !== null && /^[\x21-\x7e]*$/.test(key);
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${isSendable ? key : ''}` };
  return requireSource(new Request(new URL(request.url).origin, { headers }), directory);
}
