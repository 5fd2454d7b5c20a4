import type { StreamedEvent } from '@beckon/contract';
import { useMemo, useState } from 'react';
import { useLive } from '../../parts/live/live-provider.tsx';

/** The live stream, which can be held still to read it. What arrives meanwhile is counted, and shown on resuming. */
export function usePausableStream(type: string | undefined) {
  const { events: live } = useLive();
  const [held, setHeld] = useState<readonly StreamedEvent[] | null>(null);
  const events = held ?? live;
  const waiting = held ? arrivedSince(held, live, type) : 0;
  const toggle = () => setHeld(held ? null : live);
  const [seenBefore] = useState(() => new Set(live.map(({ id }) => id)));
  const arrived = useMemo(() => new Set(live.map(({ id }) => id)), [live]);
  /** Whether an event came in while this screen was open. */
  const isNew = (id: string) => arrived.has(id) && !seenBefore.has(id);
  return { events, waiting, isPaused: held !== null, toggle, isNew };
}

/** How many events of a type `now` holds that `before` does not. */
export function arrivedSince(
  before: readonly StreamedEvent[],
  now: readonly StreamedEvent[],
  type: string | undefined,
): number {
  const known = new Set(before.map(({ id }) => id));
  return now.filter((event) => !known.has(event.id) && (!type || event.type === type)).length;
}
