import { DomainError } from '@beckon/core/lib';

const json = ['application/json', 'text/plain'];

/**
 * Reads a text body, JSON if nothing else is said. How large it may be is decided in `body-limits.ts`, for all routes.
 * @throws DomainError `media_type_not_supported`, `body_too_large`, `bad_encoding`, `bad_request`
 */
export async function readBody(request: Request, accepted: readonly string[] = json): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type && !accepted.includes(type)) {
    throw new DomainError('media_type_not_supported', `send ${accepted.join(' or ')}`);
  }
  try {
    return await request.text();
  } catch (error) {
    throw error instanceof DomainError ? error : new DomainError('bad_request', 'the body broke off');
  }
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
