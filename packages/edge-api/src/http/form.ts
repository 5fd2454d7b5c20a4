import { DomainError } from '@beckon/core/lib';
import type { z } from 'zod';
import { readInput } from './input.ts';

const largestBody = 16_000;

/**
 * Reads what a form of a shop's page posts.
 * @throws DomainError as `readInput`, and `validation_failed` for texts that the database cannot hold
 */
export async function readForm<S extends z.ZodType<Record<string, unknown>>>(
  request: Request,
  schema: S,
): Promise<z.infer<S>> {
  const input = await readInput(request, schema, largestBody);
  if (
    Object.values(input).some((value) => typeof value === 'string' && (value.includes('\0') || !value.isWellFormed()))
  )
    throw new DomainError('validation_failed', 'a field holds characters that cannot be stored');
  return input;
}
