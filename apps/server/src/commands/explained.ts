import { DomainError } from '@beckon/core/lib';
import { ConfigError } from '../config.ts';

/** Reports an error of the domain without a stack trace: each field on its own line. @throws ConfigError */
export async function explained<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const fields = error.errors?.map(({ path, message }) => `\n  ${path}: ${message}`) ?? [];
    throw new ConfigError(`${error.message}${fields.join('')}`);
  }
}
