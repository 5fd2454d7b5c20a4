import type { StreamedEvent } from '@beckon/contract';
import type { LiveStore } from './live-store.ts';
import { throttle } from './throttle.ts';

/** The first arrival shows at once; those on its heels together, so that an import does not paint thousands of times. */
const gatherMs = 150;
const longestPauseMs = 20_000;

type Told = { onArrivals: (batch: readonly StreamedEvent[]) => void; onReturn: () => void };

/**
 * Keeps the event stream open. The browser reconnects by itself while the server is away, but gives up for good on an
 * error status (a proxy's 502, an ended session): then we try again, more and more slowly.
 */
export function openLiveStream(store: LiveStore, told: Told): () => void {
  let stream: EventSource | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let wasLive = false;
  let waiting: StreamedEvent[] = [];

  const show = throttle(() => {
    const batch = waiting;
    waiting = [];
    store.add(batch);
    told.onArrivals(batch);
  }, gatherMs);

  const open = () => {
    stream = new EventSource('/api/v1/events/stream', { withCredentials: true });
    stream.addEventListener('open', () => {
      failures = 0;
      store.setStatus('live');
      // Events during a disconnection are not sent again, so the lists are read again.
      if (wasLive) told.onReturn();
      wasLive = true;
    });
    stream.addEventListener('event', (message: MessageEvent<string>) => {
      waiting.push(JSON.parse(message.data) as StreamedEvent);
      show.call();
    });
    stream.addEventListener('error', () => {
      store.setStatus('lost');
      if (stream?.readyState !== EventSource.CLOSED) return;
      failures += 1;
      retry = setTimeout(open, Math.min(longestPauseMs, 1_000 * 2 ** failures));
    });
  };

  open();
  return () => {
    stream?.close();
    clearTimeout(retry);
    show.stop();
  };
}
