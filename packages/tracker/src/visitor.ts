import { isGranted } from './consent.ts';
import { guard } from './listeners.ts';
import { settings } from './settings.ts';
import { storage } from './storage.ts';
import type { ConsentChoice } from './types.ts';
import { uuidv7 } from './uuid.ts';

type Visitor = { id?: string; consent?: ConsentChoice };

const name = 'beckon';

export let isRecalled = false;
export let anonymousId: string;
export let choice: ConsentChoice = {};

/** A new visitor, until a remembered one is found. */
export const renew = () => {
  anonymousId = uuidv7(Date.now());
};

export const choose = (said: ConsentChoice | undefined) => {
  choice = { ...choice, ...said };
};

/** Not before it is known what was said on an earlier page. */
export const isAllowed = () => isRecalled && isGranted(settings.consent, choice, navigator as never);

/** Takes over what this browser remembers from another page or tab. Returns the remembered choice. */
export function recall(): ConsentChoice | undefined {
  isRecalled = true;
  const { id, consent }: Visitor = guard(() => JSON.parse(storage(name) || '{}'))() || {};
  anonymousId = id || anonymousId;
  return consent;
}

/** A no is kept only where it must be honoured on the next page, or where marketing has its yes. */
export function remember(): void {
  const id = isAllowed() && anonymousId;
  const isKept = id || choice.marketing || settings.consent === 'granted';
  storage(name, isKept ? JSON.stringify({ id, consent: choice }) : '');
}
