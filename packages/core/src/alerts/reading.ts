import type { alerts } from './tables.ts';

/** What was measured for one cause of a rule in one shop, in the unit of the rule. */
export type Reading = Pick<typeof alerts.$inferSelect, 'tenantId' | 'cause' | 'text'> & { value: number };

/** A number as it is written in a sentence. */
export const inText = (value: number, digits = 0) =>
  value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });

/** A number of things. @example manyOf(2, 'job') // '2 jobs' */
export const manyOf = (count: number, thing: string) => `${inText(count)} ${thing}${count === 1 ? '' : 's'}`;
