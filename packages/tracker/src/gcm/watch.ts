import { watchLayer } from '../layer.ts';
import type { Tracker } from '../types.ts';
import { choiceOf } from './choice.ts';

/**
 * Follows the `consent` commands of `gtag` in a data layer, those before it was there too.
 * @example watchConsentMode(beckon, 'dataLayer')
 */
export const watchConsentMode = (beckon: Pick<Tracker, 'consent'>, name: string): void => {
  const pushes: ArrayLike<unknown>[] = [];
  let last: string | undefined;
  const say = () => {
    const choice = choiceOf(pushes);
    const { analytics, marketing } = choice;
    const text = `${analytics} ${marketing}`;
    if (text !== last && (analytics !== undefined || marketing !== undefined)) beckon.consent(choice);
    last = text;
  };
  watchLayer(name, (pushed) => {
    if ((pushed as ArrayLike<unknown> | null)?.[0] !== 'consent') return;
    pushes.push(pushed as ArrayLike<unknown>);
    // Commands that belong together arrive in one task.
    setTimeout(say);
  });
};
