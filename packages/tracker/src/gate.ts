import { keep, update } from './outbox.ts';
import { schedule } from './transport.ts';
import type { ConsentChoice } from './types.ts';
import { choice, choose, isAllowed, recall, remember, renew } from './visitor.ts';

let isOpen = false;

/** Makes what is stored agree with what the shopper said. */
export function settle(): void {
  if (!isOpen) return;
  const granted = isAllowed();
  if (granted === false) {
    update(() => []);
    renew();
  }
  keep(!!granted);
  remember();
  schedule();
}

/** The first touch of storage: late, since it costs more than all the rest of the start. */
export function open(): void {
  if (isOpen) return;
  isOpen = true;
  const said = choice;
  choose(recall());
  choose(said);
  settle();
}

export const consent = (said: ConsentChoice) => {
  choose(said);
  settle();
};

/** Another tab has heard the shopper's word, or has made a new visitor. */
export const follow = (event: StorageEvent) => {
  if (isOpen && event.key === 'beckon') consent(recall() || { analytics: false });
};
