import { InvalidArgumentError } from 'commander';

const units = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** The seconds of a duration such as 30m, 24h or 7d. */
export function readDuration(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd]?)$/.exec(text) ?? [];
  if (count === undefined || (unit === '' && count !== '0')) {
    throw new InvalidArgumentError('not a duration such as 30m, 24h or 7d');
  }
  return Number(count) * units[(unit || 's') as keyof typeof units];
}
