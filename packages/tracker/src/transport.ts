import { fit } from './fit.ts';
import { toJson } from './json.ts';
import { emit } from './listeners.ts';
import { settings } from './settings.ts';
import { fresh, open, update, visitor } from './visitor.ts';

/**
 * Moves events from the outbox to the server, one request at a time. An event leaves the outbox only when the server
 * has answered for it. A beacon has no answer: what it took is sent again later, and the server drops the repeat.
 */
let timer: unknown;
/** Milliseconds to wait after a failure, 0 while all is well. */
let pause = 0;
let underWay: string[] = [];

/** Browsers refuse more than 64 KiB under way at once for requests that outlive the page; the envelope needs some. */
const next = () => fit(update().reverse(), underWay, 60_000);

const url = () => `${settings.api}/v1/collect?key=${settings.key}`;

const body = (lines: string[]) => {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const context = { locale: navigator.language, timezone: timeZone };
  const envelope = toJson({ sentAt: Date.now(), anonymousId: visitor.id, context });
  // The events are JSON already.
  return `{"events":[${lines}],${envelope.slice(1)}`;
};

/** Batch after batch, until nothing waits or one fails. What a beacon took is sent again, because a beacon gets no response. */
const deliver = async () => {
  let retryAfter: string | null = null;
  try {
    underWay = [];
    for (let lines = next(); lines[0]; lines = next()) {
      underWay = lines;
      // A text body and no header: a simple request, which needs no preflight and so survives a closing page.
      const answer = await fetch(url(), {
        credentials: 'omit',
        // A single event that may be too large is sent all the same, and the server reports the error.
        keepalive: !lines[0][20_000],
        body: body(lines),
        method: 'post',
      });
      retryAfter = answer.headers.get('retry-after');
      const { status } = answer;
      if (status >= 500 || status === 408 || status === 429) throw new Error();
      update(lines);
      if (!answer.ok) emit('error', answer);
    }
    pause = 0;
  } catch {
    pause = Number(retryAfter) * 1_000 || (pause * 2) % 300_000 || 500;
    underWay = [];
  }
  timer = 0;
  if (fresh[0] || pause) schedule();
};

/**
 * Sends now, one tab at a time: the next one finds in the outbox only what the one before could not send. Nobody is held
 * up for long: without locks, or when another tab has had the lock for nine seconds, it sends all the same.
 */
export const send = async () => {
  timer = 1;
  try {
    await navigator.locks.request('beckon', { signal: AbortSignal.timeout(9_000) }, deliver);
  } catch {
    deliver();
  }
};

/** Sends soon: 50 ms gather the events of one click and are short enough to be seen at once. */
export const schedule = () => {
  if (!timer) timer = setTimeout(send, 50 + pause + (pause * Math.random()) / 2);
};

/** The page may be closing: sends by beacon what is not under way, as much as browsers accept at once. */
export const leave = () => {
  open();
  const lines = next();
  if (lines[0] && navigator.sendBeacon(url(), body(lines))) underWay = underWay.concat(lines);
};
