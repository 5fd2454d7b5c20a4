import { DomainError, decodeMarked } from '@beckon/core/lib';

const json = ['application/json', 'text/plain'];

/**
 * Reads a text body, JSON by default. `body-limits.ts` sets its maximum size, for all routes.
 * @throws DomainError `media_type_not_supported`, `body_too_large`, `bad_encoding`, `bad_request`
 */
export async function readBody(request: Request, accepted: readonly string[] = json): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type && !accepted.includes(type)) {
    throw new DomainError('media_type_not_supported', `send ${accepted.join(' or ')}`);
  }
  const text = await readEventBody(request);
  if (!text.isWellFormed()) throw new DomainError('bad_encoding', 'the body is not UTF-8');
  return text;
}

/**
 * Reads a body of events, whatever its content type: libraries send many, and the body either is JSON or is not.
 * Invalid UTF-8 is marked (`decodeMarked`), so that the affected events are quarantined and the others are stored.
 * @throws DomainError as `readBody`
 */
export async function readEventBody(request: Request): Promise<string> {
  return decode(await readBytes(request), charsetOf(request));
}

/**
 * Reads the fields of a posted form, urlencoded or multipart; any other body has none.
 * @throws DomainError `body_too_large`, `bad_encoding`
 */
export async function readFields(request: Request): Promise<Record<string, unknown>> {
  try {
    return Object.fromEntries(await request.formData());
  } catch (error) {
    if (error instanceof DomainError) throw error;
    return {};
  }
}

/** @throws DomainError `body_too_large`, `bad_request` */
export async function readBytes(request: Request): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('bad_request', 'the body ended early');
  }
}

function charsetOf(request: Request): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(request.headers.get('content-type') ?? '')?.[1]?.toLowerCase();
}

/**
 * JSON is UTF-8, and many libraries declare another charset for it: a body that is valid UTF-8 is decoded as UTF-8.
 * Otherwise the declared charset is used.
 */
function decode(bytes: Uint8Array, charset: string | undefined): string {
  const isWide = charset?.startsWith('utf-16') ?? false;
  const text = isWide ? null : decodeMarked(bytes);
  if (text !== null && (charset === undefined || /^utf-?8$/.test(charset) || text.isWellFormed())) return text;
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (error) {
    throw error instanceof RangeError
      ? new DomainError('media_type_not_supported', 'this charset is not supported: send UTF-8')
      : new DomainError('bad_encoding', `the body is not ${charset}: send UTF-8`);
  }
}
