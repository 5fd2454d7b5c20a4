import { mayStart } from './consent.ts';
import { guard } from './listeners.ts';
import { clear } from './outbox.ts';
import { settings } from './settings.ts';
import { storage } from './storage.ts';
import { schedule } from './transport.ts';
import type { ConsentChoice } from './types.ts';
import { uuidv7 } from './uuid.ts';
import { isAllowed, isOpen, setOpen, visitor } from './visitor.ts';

const name = 'beckon';
const recalled = guard(() => JSON.parse(storage(name) || '{}'));

/** Makes what is remembered agree with what the shopper said. */
export function settle(): void {
  if (!isOpen) return;
  if (isAllowed()) visitor.id ||= uuidv7(Date.now());
  // A no is kept only where it must be honoured on the next page, or where marketing has its yes.
  const isKept = visitor.id || visitor.marketing || mayStart(settings.consent);
  storage(name, isKept ? JSON.stringify(visitor) : '');
  schedule();
}

/** The first touch of storage: late, since it costs more than all the rest of the start. */
export function open(): void {
  if (isOpen) return;
  setOpen();
  Object.assign(visitor, { ...(recalled() as object), ...visitor });
  if (isAllowed()) settle();
}

export function consent(said: ConsentChoice): void {
  if (said.analytics === false) {
    // Clear while we still may.
    open();
    clear();
    visitor.id = 0;
  }
  Object.assign(visitor, said);
  settle();
}

/** Another tab has heard the shopper's word, or has made a new visitor. */
export const follow = (event: StorageEvent) => {
  if (isOpen && event.key === name) consent({ analytics: false, ...(recalled() as object) });
};
