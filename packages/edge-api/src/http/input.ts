import { DomainError, parseJson } from '@beckon/core/lib';
import type { z } from 'zod';
import { readBody } from './body.ts';

/**
 * Reads the JSON body of a call by the contract's schema, and names all faults at once.
 * @throws DomainError `bad_json`, `validation_failed`, `body_too_large`, `media_type_not_supported`
 */
export async function readInput<S extends z.ZodType>(request: Request, schema: S): Promise<z.infer<S>> {
  return checkInput(parseJson(await readBody(request)), schema);
}

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
