import { DomainError } from '@beckon/core/lib';
import type { z } from 'zod';
import { faultsOf } from './input.ts';

/** Validates the query of a request against the contract's schema. @throws DomainError `validation_failed` */
export function readQuery<S extends z.ZodType>(request: Request, schema: S): z.infer<S> {
  const given = Object.fromEntries(new URL(request.url).searchParams);
  const unreadable = Object.keys(given).find((name) => given[name]!.includes('\0'));
  if (unreadable !== undefined) {
    throw new DomainError('validation_failed', 'the query is not valid', {
      errors: [{ path: unreadable, message: 'holds a NUL character' }],
    });
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new DomainError('validation_failed', 'the query is not valid', { errors: faultsOf(result.error) });
}
