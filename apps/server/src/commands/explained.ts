import { DomainError } from '@beckon/core/lib';
import { ConfigError } from '../config.ts';

/** What the domain refuses, told without a stack: each field on a line of its own. @throws ConfigError */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const fields = error.errors?.map(({ path, message }) => `\n  ${path}: ${message}`) ?? [];
    throw new ConfigError(`${error.message}${fields.join('')}`);
  }
}
