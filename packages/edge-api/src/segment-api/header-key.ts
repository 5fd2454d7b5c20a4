/**
 * The key in the header: user name of Basic, as the SDKs send it, or Bearer. Null without a header, empty if the header
 * contains no key.
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
