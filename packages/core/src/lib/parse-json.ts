import { DomainError } from './errors.ts';

/** The start of a number with this many digits. A match inside a string only costs time. */
const longNumber = /[:[,]\s*-?\d{16}/;
const wholeNumber = /^-?\d+$/;

/**
 * Parses the body of a request. A whole number beyond 2^53 - 1 becomes a text with all its digits: it is an id, and a
 * number would lose the last digits.
 * @throws DomainError `bad_json`
 * @example
 * parseJson('{"orderId":576461413038785752,"total":10}'); // { orderId: '576461413038785752', total: 10 }
 */
export function parseJson(text: string): unknown {
  try {
    return longNumber.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    throw new DomainError('bad_json', 'the body is not valid JSON');
  }
}

/** The parameter `source` is not in TypeScript's library yet. */
function keepDigits(_key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || source === undefined) return value;
  return wholeNumber.test(source) && !Number.isSafeInteger(value) ? source : value;
}
