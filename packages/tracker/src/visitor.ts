import { isGranted } from './consent.ts';
import { settings } from './settings.ts';
import type { ConsentChoice } from './types.ts';

/** Who visits: the id, made at the first yes, and what was said. The same goes into storage. */
export const visitor: ConsentChoice & { id?: string | number } = {};

/** Not before it is known what was said on an earlier page. */
export let isOpen = false;

export const setOpen = () => {
  isOpen = true;
};

/** May we store and send? Yes, no, or not known yet. */
export const isAllowed = () => isOpen && isGranted(settings.consent, visitor, navigator as never);
