import { clear } from './outbox.ts';
import { schedule } from './transport.ts';
import type { ConsentChoice } from './types.ts';
import { choice, choose, isAllowed, isRecalled, recall, remember, renew } from './visitor.ts';

/** Makes what is remembered agree with what the shopper said. */
export function settle(): void {
  if (isRecalled) {
    remember();
    schedule();
  }
}

/** The first touch of storage: late, since it costs more than all the rest of the start. */
export function open(): void {
  if (isRecalled) return;
  const said = choice;
  choose(recall());
  choose(said);
  if (isAllowed()) settle();
}

export function consent(said: ConsentChoice): void {
  if (said.analytics === false) {
    // Clear while we still may.
    open();
    clear();
    renew();
  }
  choose(said);
  settle();
}

/** Another tab has heard the shopper's word, or has made a new visitor. */
export const follow = (event: StorageEvent) => {
  if (isRecalled && event.key === 'beckon') consent(recall() || { analytics: false });
};
