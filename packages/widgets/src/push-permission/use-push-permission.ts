import { useEffect, useState } from 'react';
import { loadMemory, rememberRefusal } from '../push/memory.ts';
import type { PushPermissionState, PushPlace } from '../push/subscription.ts';

/** Fetched where there is something to say or to do: most first visits need none of it. */
const work = () => import('../push/subscription.ts');

export type PushPermissionOptions = PushPlace & {
  language?: string | undefined;
  /** The text that is shown, and the name of its version: both are stored as proof. */
  wording: string;
  wordingVersion: string;
};

/**
 * Asks for push without its looks. Call `accept` in a click: the browser asks its own question inside it.
 *
 * @example
 * const { state, accept, dismiss } = usePushPermission({ wording: 'News by push, off at any time.', wordingVersion: '1' });
 * if (state.status === 'ask') return <button onClick={accept}>Tell me when something is new</button>;
 */
export function usePushPermission(options: PushPermissionOptions) {
  const { api, writeKey, worker, always, userId, email, signature } = options;
  const place = { api, writeKey, worker, always, userId, email, signature };
  const [state, setState] = useState<PushPermissionState>({ status: 'hidden' });

  const act = async (run: () => Promise<PushPermissionState>) => {
    setState({ status: 'busy' });
    setState(await run().catch(() => ({ status: 'error', error: 'network_unavailable' }) as const));
  };
  const accept = () =>
    act(async () => {
      // First of all: browsers ask their question in the click alone.
      const permission = await Notification.requestPermission();
      const { begin } = await work();
      return begin(place, permission, options);
    });
  const turnOff = () =>
    act(async () => {
      const { end } = await work();
      return end(place);
    });
  const dismiss = () => {
    setState({ status: 'hidden' });
    rememberRefusal();
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: a visit is looked at once for each place it would go to, and person.
  useEffect(() => {
    const look = async (isAgain?: boolean) => {
      const { pending, ...said } = loadMemory();
      // The first page of a visit never asks, and nothing is stored to know that it is the first.
      const isFirst = !document.referrer.startsWith(`${location.origin}/`);
      const isNew = !pending && Object.keys(said).length === 0;
      if (isAgain ? !pending : isFirst && always == null && isNew) return;
      const { visit } = await work();
      setState(await visit(place, isFirst));
    };
    const begin = (event?: Event) => void look(!!event).catch(() => {});
    begin();
    addEventListener('online', begin);
    return () => removeEventListener('online', begin);
  }, [api, writeKey, worker, always, signature]);

  return { state, accept, dismiss, turnOff };
}
