import { readReference } from '@beckon/contract';
import { parseJson } from '@beckon/core/lib';
import { z } from 'zod';
import { readBody } from '../http/body.ts';
import { checkInput, faultsOf } from '../http/input.ts';

/** One entry of a list as it was sent: what it says, or why it cannot be taken. */
export type ReadItem<T> = { given: unknown } & ({ item: T } | { reason: string });

/**
 * Reads a body that is a list, validating each entry separately: an invalid entry does not lose the others.
 * @param name of the list in the body
 * @throws DomainError `bad_json`, `validation_failed` when the body itself is not readable
 */
export async function readItems<S extends z.ZodType>(
  request: Request,
  name: string,
  schema: S,
  max: number,
): Promise<ReadItem<z.infer<S>>[]> {
  const body = z.strictObject({ [name]: z.array(z.unknown()).min(1).max(max) });
  const given = checkInput(parseJson(await readBody(request)), body)[name]!;
  return given.map((entry) => {
    const read = schema.safeParse(entry);
    return read.success ? { given: entry, item: read.data } : { given: entry, reason: reasonOf(read.error) };
  });
}

/** An id for the answer, of an entry that may be anything. */
export function shownId(given: unknown, name: string): string | null {
  const identifier = readReference((given as Record<string, unknown> | null | undefined)?.[name]);
  return identifier.kind === 'id' ? identifier.id : null;
}

function reasonOf(error: z.ZodError): string {
  const faults = faultsOf(error).map(({ path, message }) => `${path}: ${message}`.replace(/^: /, ''));
  return faults.slice(0, 3).join('; ').slice(0, 500);
}
