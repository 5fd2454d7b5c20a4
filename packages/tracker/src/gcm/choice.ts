import { isOptOut } from '../opt-out.ts';
import type { ConsentChoice } from '../types.ts';

type Signals = { analytics_storage?: unknown; ad_storage?: unknown; region?: unknown };

/**
 * What the commands of Google Consent Mode say, one after the other: `analytics_storage` is analytics, `ad_storage` is
 * marketing. An update is the shopper's word. A default is the shop's: denied, it says nothing; granted, it starts
 * analytics, unless the browser objects or defaults differ by region, since we do not know the shopper's.
 * @example choiceOf([['consent', 'update', { analytics_storage: 'granted' }]]) // { analytics: true }
 */
export const choiceOf = (pushes: ArrayLike<unknown>[]): ConsentChoice => {
  const said: ConsentChoice = {};
  const byDefault: ConsentChoice = {};
  let isRegional = false;
  for (const pushed of pushes) {
    const [command, kind, signals] = [pushed[0], pushed[1], (pushed[2] || {}) as Signals];
    if (command !== 'consent') continue;
    const granted = (signal: unknown) => (signal === 'granted' ? true : signal === 'denied' ? false : undefined);
    const [analytics, marketing] = [granted(signals.analytics_storage), granted(signals.ad_storage)];
    if (kind === 'update') {
      said.analytics = analytics ?? said.analytics!;
      said.marketing = marketing ?? said.marketing!;
    } else if (kind === 'default') {
      isRegional ||= !!signals.region;
      byDefault.analytics = analytics ?? byDefault.analytics!;
    }
  }
  if (byDefault.analytics && !isRegional && !isOptOut()) said.analytics ??= true;
  return said;
};
