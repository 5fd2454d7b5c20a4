/** The request header, and the one that marks a stored answer. */
export const idempotencyHeaders = { key: 'Idempotency-Key', replayed: 'Idempotent-Replayed' } as const;

export const idempotencyLimits = {
  /** Characters of a key. */
  keyLength: 255,
  /** Hours for which a key is known, from its first call. */
  hours: 24,
  /** Bytes of an answer, as UTF-8. Of a larger one, only the status is kept. */
  answerBytes: 32_000,
  /** Keys of one shop. */
  keys: 50_000,
} as const;

/** A key: visible ASCII characters, so no blanks. */
export const idempotencyKeyPattern = new RegExp(`^[!-~]{1,${idempotencyLimits.keyLength}}$`);
