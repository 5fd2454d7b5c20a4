import { DomainError, parseJson } from '@beckon/core/lib';
import type { z } from 'zod';
import { readBody } from './body.ts';

/**
 * Reads the JSON body of a call by the contract's schema, and names all faults at once.
 * @throws DomainError `bad_json`, `validation_failed`, also for texts that cannot be stored, `body_too_large`,
 *   `media_type_not_supported`
 */
export async function readInput<S extends z.ZodType>(request: Request, schema: S): Promise<z.infer<S>> {
  const value = parseJson(await readBody(request));
  refuseUnstorable(value);
  return checkInput(value, schema);
}

/**
 * Texts that the database cannot hold are refused here, once for all calls.
 * @throws DomainError `validation_failed`
 */
export function refuseUnstorable(value: unknown): void {
  const errors = unstorableIn(value, '').map((path) => ({ path, message: 'holds characters that cannot be stored' }));
  if (errors.length > 0)
    throw new DomainError('validation_failed', 'a field holds characters that cannot be stored', { errors });
}

/** The paths of such texts, and of the members that are named by one. */
function unstorableIn(value: unknown, path: string): string[] {
  if (typeof value === 'string') return isStorable(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    isStorable(name) ? unstorableIn(member, path ? `${path}.${name}` : name) : [path],
  );
}

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();

/**
 * Checks a value by the contract's schema, and names all faults at once.
 * @throws DomainError `validation_failed`
 */
export function checkInput<S extends z.ZodType>(value: unknown, schema: S): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = faultsOf(result.error);
  const [first] = errors;
  throw new DomainError('validation_failed', first ? `${first.path}: ${first.message}`.replace(/^: /, '') : undefined, {
    errors,
  });
}

/** Each fault with the place where it is. */
export function faultsOf(error: z.ZodError): { path: string; message: string }[] {
  return error.issues.map((issue) => ({
    path: issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.'),
    message: issue.message,
  }));
}
