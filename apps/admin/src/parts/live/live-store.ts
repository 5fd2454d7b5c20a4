import type { StreamedEvent } from '@beckon/contract';

export type LiveStatus = 'connecting' | 'live' | 'lost';
export type LiveState = { status: LiveStatus; events: readonly StreamedEvent[] };

/** Maximum number of events kept in the browser; older ones can be read from the API. */
export const keptEvents = 200;

/** Newest first, each id once, at most `keptEvents`. `batch` is in the order of arrival. */
export function withArrivals(kept: readonly StreamedEvent[], batch: readonly StreamedEvent[]): StreamedEvent[] {
  const byId = new Map<string, StreamedEvent>();
  for (const event of [...batch].reverse()) if (!byId.has(event.id)) byId.set(event.id, event);
  for (const event of kept) if (!byId.has(event.id)) byId.set(event.id, event);
  return [...byId.values()].slice(0, keptEvents);
}

/** Live events, followed by those read in pages; each event once. */
export function joinPages(
  live: readonly StreamedEvent[],
  pages: readonly StreamedEvent[],
  type?: string,
): StreamedEvent[] {
  const read = new Set(pages.map((event) => event.id));
  return [...live.filter((event) => !read.has(event.id) && (!type || event.type === type)), ...pages];
}

/** The state of the stream, for `useSyncExternalStore`. */
export function createLiveStore() {
  let state: LiveState = { status: 'connecting', events: [] };
  const listeners = new Set<() => void>();
  const set = (next: LiveState) => {
    state = next;
    for (const each of listeners) each();
  };
  return {
    read: () => state,
    subscribe(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    setStatus: (status: LiveStatus) => set({ ...state, status }),
    add: (batch: readonly StreamedEvent[]) => set({ ...state, events: withArrivals(state.events, batch) }),
  };
}

export type LiveStore = ReturnType<typeof createLiveStore>;
