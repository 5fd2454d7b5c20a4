import { DomainError } from '@beckon/core/lib';
import type { KnownSource } from '@beckon/core/sources';
import { noteTenant } from './request-tenant.ts';
import type { SourceDirectory } from './source-directory.ts';

/** The key of a request: `Authorization: Bearer`, else `?key=` for browsers, whose beacons cannot set headers. */
export function readKey(request: Request): string | null {
  const authorization = request.headers.get('authorization');
  if (authorization) return /^Bearer (\S+)$/i.exec(authorization)?.[1] ?? '';
  return new URL(request.url).searchParams.get('key');
}

/** Other texts cannot be keys, and the database may not be able to read them. */
const possibleKey = /^[\x21-\x7e]{4,200}$/;

/**
 * The source that sends a request, by either kind of key. A secret key is accepted only in the header: URLs end up in
 * logs.
 * @throws DomainError `key_missing`, `key_unknown`, `rate_limited` for a network that tried many wrong keys
 */
export function requireSource(request: Request, directory: SourceDirectory, given?: string): Promise<KnownSource> {
  return findSource(request, directory, readKey(request) ?? given ?? null, request.headers.has('authorization'));
}

/**
 * The source of a key that was read from a request.
 * @param maySecret whether a secret key is allowed in the place where the key was found
 * @throws DomainError as `requireSource`
 */
export async function findSource(
  request: Request,
  directory: SourceDirectory,
  key: string | null,
  maySecret: boolean,
): Promise<KnownSource> {
  if (key === null)
    throw new DomainError('key_missing', 'send the write key as ?key=pk_… or a key as Authorization: Bearer');
  const isSecret = key.startsWith('sk_') && maySecret;
  const isPublic = key.startsWith('pk_');
  const source =
    !(isSecret || isPublic) || !possibleKey.test(key)
      ? null
      : isSecret
        ? await directory.bySecretKey(request, key)
        : await directory.byWriteKey(request, key);
  if (!source) throw new DomainError('key_unknown');
  noteTenant(request, source.tenantId);
  return source;
}

/**
 * Checks the origin of a browser request against the source's list. A request without an Origin comes from no page;
 * then only the key decides, as scripts can omit the header anyway.
 * @returns the origin to allow in the answer
 * @throws DomainError `origin_not_allowed`
 */
export function checkOrigin(
  request: Request,
  source: KnownSource,
  origin: string | null = request.headers.get('origin'),
): string | null {
  if (origin === null) return null;
  if (source.kind === 'browser' && !source.allowedOrigins.includes(origin)) {
    throw new DomainError('origin_not_allowed', `add ${cleanOrigin(origin)} to the allowed origins of this source`);
  }
  return origin;
}

function cleanOrigin(origin: string): string {
  return URL.parse(origin)?.origin.slice(0, 200) ?? 'the origin';
}

export function corsHeaders(origin: string | null): Record<string, string> {
  if (origin === null) return { vary: 'Origin' };
  // The tracker waits as long as Retry-After says, so it must be able to read the header.
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'Retry-After', vary: 'Origin' };
}

/** The answer to a preflight. @param headers that the call may carry */
export function preflightAnswer(origin: string | null, headers: string): Response {
  return new Response(null, {
    status: 204,
    headers: {
      ...corsHeaders(origin),
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': headers,
      'access-control-max-age': '86400',
    },
  });
}

/** Lets a page read an answer that already exists. */
export function openToPage(answer: Response, origin: string): void {
  for (const [name, value] of Object.entries(corsHeaders(origin))) answer.headers.set(name, value);
}
