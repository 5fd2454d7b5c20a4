import { chunk } from './chunk.ts';
import { emit } from './listeners.ts';
import { update } from './outbox.ts';
import { settings } from './settings.ts';
import { anonymousId, isAllowed } from './visitor.ts';

/**
 * Moves events from the outbox to the server, one request at a time. An event leaves the outbox only when the server
 * has answered for it. A beacon has no answer: what it took is sent again later, and the server drops the repeat.
 */
let timer: unknown;
let isBusy: unknown;
/** Milliseconds to wait after a failure, 0 while all is well. */
let pause = 0;
let underWay: string[] = [];

const next = () => {
  const lines = update();
  return isAllowed() ? chunk(lines.filter((line) => !underWay.includes(line))) : [];
};

const url = () => `${settings.api}/v1/collect?key=${settings.key}`;

const body = (lines: string[]) => {
  const { timeZone: timezone } = Intl.DateTimeFormat().resolvedOptions();
  const context = { locale: navigator.language, timezone, library: 'beckon.js' };
  return `{"sentAt":${Date.now()},"anonymousId":"${anonymousId}","context":${JSON.stringify(context)},"events":[${lines}]}`;
};

/** Sends batch after batch, until nothing waits or one fails. */
const drain = async () => {
  for (;;) {
    underWay = [];
    const lines = next();
    if (!lines[0]) return;
    underWay = lines;
    let status = 503;
    let retryAfter = 0;
    try {
      // A text body and no header: a simple request, which needs no preflight and so survives a closing page.
      const answer = await fetch(url(), { method: 'POST', body: body(lines), keepalive: true, credentials: 'omit' });
      status = answer.status;
      retryAfter = Number(answer.headers.get('retry-after'));
    } catch {}
    if (/^5|408|429/.test(`${status}`)) {
      pause = retryAfter * 1_000 || Math.min(pause * 2 || 500, 300_000);
      underWay = [];
      return;
    }
    pause = 0;
    update((waiting) => waiting.filter((line) => !lines.includes(line)));
    if (status > 399) emit('error', { status, events: lines.length });
  }
};

/** Sends now. */
export const send = async () => {
  clearTimeout(timer as number);
  timer = 0;
  if (isBusy) return;
  isBusy = true;
  try {
    // One sender among tabs.
    await navigator.locks.request('beckon', drain);
  } catch {
    // No locks here, or no right to them.
    await drain();
  }
  isBusy = false;
  if (next()[0]) schedule();
};

/** Sends soon: 50 ms gather the events of one click and are short enough to be seen at once. */
export const schedule = () => {
  timer ||= setTimeout(send, 50 + pause * (1 + Math.random() / 2));
};

/** The page may be going: hands over by beacon what is not under way. */
export const leave = () => {
  for (let lines = next(); lines[0] && navigator.sendBeacon(url(), body(lines)); lines = next()) {
    underWay = underWay.concat(lines);
  }
};
