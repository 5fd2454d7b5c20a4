import { record } from './record.ts';
import type { IdentityProof } from './types.ts';

/**
 * Who the visitor is. A whole number is the same as its text, unless it is so large that JavaScript has lost digits of
 * it. What a placeholder is (`undefined` as a text, an empty text), the server decides, as for all who name a user.
 * @throws TypeError for anything else
 */
export const identify = (who: string | number, traits?: object, proof?: IdentityProof): void => {
  const id = Number.isSafeInteger(who) ? String(who) : who;
  if (typeof id !== 'string') throw new TypeError('identify: no text or whole number');
  record('identified', traits, { [id.includes('@') ? 'email' : 'userId']: id, ...proof });
};
