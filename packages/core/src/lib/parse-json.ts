import { DomainError } from './errors.ts';

/** Reads the text of a request. @throws DomainError `bad_json` */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new DomainError('bad_json', 'the body is not valid JSON');
  }
}
