import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useState, useSyncExternalStore } from 'react';
import { createLiveStore, type LiveState, type LiveStore } from './live-store.ts';
import { openLiveStream } from './live-stream.ts';
import { throttle } from './throttle.ts';

/** How often, at most, arriving events make the totals be read again. */
const rereadMs = 2_000;

const LiveContext = createContext<LiveStore | null>(null);

/**
 * One event stream for the whole app. A query joins by its meta: `follows: 'events'` is read again when any event
 * arrives, `follows: <contact id>` when one of that contact does.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [store] = useState(createLiveStore);

  useEffect(() => {
    let touched = new Set<unknown>();
    const reread = throttle(() => {
      const now = touched;
      touched = new Set();
      void queries.invalidateQueries({ predicate: ({ meta }) => now.has(meta?.follows) });
    }, rereadMs);
    const close = openLiveStream(store, {
      onArrivals: (batch) => {
        touched.add('events');
        for (const { contactId } of batch) if (contactId !== null) touched.add(contactId);
        reread.call();
      },
      onReturn: () => void queries.invalidateQueries({ predicate: ({ meta }) => meta?.follows !== undefined }),
    });
    return () => {
      close();
      reread.stop();
    };
  }, [queries, store]);

  return <LiveContext value={store}>{children}</LiveContext>;
}

/** The newest events of the stream and whether it is connected. */
export function useLive(): LiveState {
  const store = use(LiveContext);
  if (store === null) throw new Error('useLive needs a LiveProvider.');
  return useSyncExternalStore(store.subscribe, store.read);
}
