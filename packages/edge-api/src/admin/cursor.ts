import { DomainError } from '@beckon/core/lib';

/** The place after which a page ends, opaque to callers. */
export function encodeCursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** @throws DomainError `validation_failed` for anything that we did not make */
export function decodeCursor<T>(cursor: string | undefined, isPlace: (value: unknown) => value is T): T | null {
  if (cursor === undefined) return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (isPlace(place)) return place;
  } catch {
    // Falls through to the one refusal.
  }
  throw new DomainError('validation_failed', 'cursor is not one of ours', {
    errors: [{ path: 'cursor', message: 'the nextCursor of an answer' }],
  });
}

export const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[a-z]{3}_[0-9a-z]{26}$/.test(value);
