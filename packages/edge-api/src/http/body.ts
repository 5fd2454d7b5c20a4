import { collectLimits } from '@beckon/contract';
import { DomainError } from '@beckon/core/lib';

const json = ['application/json', 'text/plain'];

/**
 * Reads a text body, JSON if nothing else is said, of at most `limit` unpacked bytes, gzip or plain, and stops as soon as it is too large.
 * @throws DomainError `media_type_not_supported`, `body_too_large`, `bad_encoding`
 */
export async function readBody(
  request: Request,
  limit: number = collectLimits.bodyBytes,
  accepted: string[] = json,
): Promise<string> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type && !accepted.includes(type)) {
    throw new DomainError('media_type_not_supported', `send ${accepted.join(' or ')}`);
  }
  const encoding = request.headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    throw new DomainError('media_type_not_supported', 'content-encoding may be gzip, or left out');
  }
  if (encoding === 'identity' && Number(request.headers.get('content-length') ?? 0) > limit) {
    throw tooLarge(limit);
  }
  if (!request.body) return '';
  const stream = encoding === 'gzip' ? request.body.pipeThrough(new DecompressionStream('gzip')) : request.body;
  return new TextDecoder().decode(await readUpTo(stream, limit, encoding === 'gzip'));
}

async function readUpTo(stream: ReadableStream<Uint8Array>, limit: number, isPacked: boolean): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > limit) throw tooLarge(limit);
      chunks.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    if (error instanceof DomainError) throw error;
    throw new DomainError(
      isPacked ? 'bad_encoding' : 'bad_request',
      isPacked ? 'the body is not valid gzip' : 'the body broke off',
    );
  }
  return Buffer.concat(chunks);
}

function tooLarge(limit: number): DomainError {
  return new DomainError('body_too_large', `the body is larger than ${limit} bytes unpacked`);
}
