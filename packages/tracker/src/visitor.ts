import { isGranted } from './consent.ts';
import { settings } from './settings.ts';
import { storage } from './storage.ts';
import type { ConsentChoice } from './types.ts';
import { uuidv7 } from './uuid.ts';

const name = 'beckon';
let isRecalled = false;

export let anonymousId: string;
export let choice: ConsentChoice = {};

/** A new visitor, until a remembered one is found. */
export const renew = () => {
  anonymousId = uuidv7(Date.now());
};

export const choose = (said: ConsentChoice | undefined) => {
  choice = { ...choice, ...said };
};

/** Yes, no, or undefined while nobody knows. */
export const isAllowed = () => (isRecalled ? isGranted(settings.consent, choice, navigator as never) : undefined);

/** Takes over what this browser remembers from another page or tab. Returns the remembered choice. */
export function recall(): ConsentChoice | undefined {
  isRecalled = true;
  const { id, consent } = JSON.parse(storage(name) || '{}');
  anonymousId = id || anonymousId;
  return consent;
}

/** A no is kept only where it must be honoured on the next page, or where marketing has its yes. */
export function remember(): void {
  const granted = isAllowed();
  const isKept = granted || choice.marketing || (granted === false && settings.consent === 'granted');
  storage(name, isKept ? JSON.stringify({ id: granted ? anonymousId : 0, consent: choice }) : '');
}
