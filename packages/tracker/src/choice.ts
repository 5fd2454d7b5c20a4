import type { ConsentChoice } from './types.ts';
import { say } from './visitor.ts';

/**
 * Takes the shopper's choice. Only `true` is a yes and only `false` a no. Cookies and consent tools hand over texts and
 * numbers, and what those mean is not guessed: they change nothing.
 * @throws TypeError for anything else, once the purposes that are true or false have been taken
 */
export const consent = (choice: ConsentChoice): void => {
  const said: ConsentChoice = {};
  const unclear: string[] = [];
  for (const purpose of ['analytics', 'marketing'] as const) {
    const word: unknown = choice?.[purpose];
    if (typeof word === 'boolean') said[purpose] = word;
    else if (word !== undefined) unclear.push(purpose);
  }
  say(said);
  if (unclear[0] || !Object.keys(said)[0]) throw new TypeError(`consent: ${unclear} not true or false`);
};
