import { chunk } from './chunk.ts';
import type { Outbox } from './outbox.ts';
import type { TrackerProblem } from './types.ts';

/** Milliseconds: long enough to gather the events of one click, short enough to be seen at once. */
const batchWindow = 50;

/** Send soon; send now; hand over by beacon what is not under way, since the page may be going. */
export type Transport = [schedule: () => void, send: () => void, leave: () => void];

/**
 * Moves events from the outbox to the server, one request at a time. An event leaves the outbox only when the server
 * has answered for it. A beacon has no answer: what it took is sent again later, and the server drops the repeat.
 */
export function createTransport(
  url: string,
  update: Outbox[1],
  isAllowed: () => unknown,
  envelope: () => string,
  report: (problem: TrackerProblem) => void,
): Transport {
  let timer: unknown;
  let isBusy: unknown;
  let failures = 0;
  let underWay: string[] = [];

  const next = () => (isAllowed() ? chunk(update().filter((line) => !underWay.includes(line))) : []);
  const body = (lines: string[]) => `{${envelope()},"events":[${lines}]}`;

  /** Sends batch after batch. Returns how long to wait before the next try, 0 if all is settled. */
  const drain = async (): Promise<number> => {
    underWay = [];
    const lines = next();
    if (!lines[0]) return 0;
    underWay = lines;
    let status = 0;
    let wait = 0;
    try {
      // A text body and no header: a simple request, which needs no preflight and so survives a closing page.
      const answer = await fetch(url, { method: 'POST', body: body(lines), keepalive: true, credentials: 'omit' });
      status = answer.status;
      wait = Number(answer.headers.get('retry-after'));
    } catch {}
    if (!status || status === 408 || status === 429 || status > 499) {
      underWay = [];
      return (wait * 1_000 || Math.min(500 * 2 ** failures++, 300_000)) * (1 + Math.random() / 2);
    }
    failures = 0;
    update((waiting) => waiting.filter((line) => !lines.includes(line)));
    if (status > 399) report({ status, events: lines.length });
    return drain();
  };

  const schedule = (wait = batchWindow) => {
    timer ||= setTimeout(send, wait);
  };

  const send = async () => {
    clearTimeout(timer as number);
    timer = 0;
    if (isBusy || !next()[0]) return;
    isBusy = true;
    let wait: number;
    try {
      // One sender among tabs.
      wait = await navigator.locks.request('beckon', drain);
    } catch {
      // No locks here, or no right to them.
      wait = await drain();
    }
    isBusy = false;
    if (wait || next()[0]) schedule(wait || batchWindow);
  };

  return [
    schedule,
    send,
    () => {
      for (let lines = next(); lines[0] && navigator.sendBeacon(url, body(lines)); lines = next()) {
        underWay = underWay.concat(lines);
      }
    },
  ];
}
