import type { Preferences, PreferencesChange } from '@beckon/contract';
import { useEffect, useRef, useState } from 'react';
import { type Destination, send } from '../frame/submission.ts';

export type PreferencesOptions = Destination & {
  /** From a link to the preferences. */
  token?: string | undefined;
  /** Who the visitor is, as the shop's server has signed it: a user id, or an address. */
  userId?: string | undefined;
  email?: string | undefined;
  signature?: string | undefined;
};

export type PreferencesState = {
  /** `success`: the changes are saved. */
  status: 'loading' | 'ready' | 'busy' | 'success' | 'error';
  /** `access_denied`: the link or the signature does not open any preferences. */
  error?: 'access_denied' | 'rate_limited' | 'network_unavailable' | 'not_configured' | undefined;
  /** What was known last, also while something goes on or after an error. */
  preferences?: Preferences | undefined;
};

const faults: Record<number, PreferencesState['error']> = {
  401: 'not_configured',
  403: 'access_denied',
  429: 'rate_limited',
};

/**
 * A shopper's preferences, without markup. `save` changes the given values; `save({})` only reads again.
 *
 * @example
 * const { state, save } = usePreferences({ userId, signature });
 * <button onClick={() => save({ frequency: 'weekly' })}>At most once a week</button>;
 */
export function usePreferences({ api, writeKey, token, userId, email, signature }: PreferencesOptions) {
  const [state, setState] = useState<PreferencesState>({ status: 'loading' });
  // Only the newest call is news.
  const turn = useRef(0);

  const call = async (change?: PreferencesChange) => {
    const now = ++turn.current;
    const { preferences } = state;
    if (change) setState({ status: 'busy', preferences });
    const asked = { token, userId, email, signature, change };
    const news = await send({ api, writeKey }, change ? 'preferences/change' : 'preferences', asked)
      .then(
        async (answer): Promise<Partial<PreferencesState>> =>
          answer.ok
            ? { status: change ? 'success' : 'ready', preferences: await answer.json() }
            : { error: faults[answer.status] ?? 'network_unavailable' },
      )
      .catch(() => ({ error: 'network_unavailable' as const }));
    if (now === turn.current) setState({ status: 'error', preferences, ...news });
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: `call` works on these.
  useEffect(() => {
    call();
  }, [api, writeKey, token, userId, email, signature]);

  const save = (change: PreferencesChange) => state.status === 'busy' || call(change);
  return { state, save };
}
