import type { z } from 'zod';
import { ConfigError } from '../config.ts';

/** Validates the options of a command with a schema of the contract. @throws ConfigError that lists all faults */
export function checkOptions<S extends z.ZodType>(schema: S, given: object): z.infer<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': ')).join('\n'),
  );
}
