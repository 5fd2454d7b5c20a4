/** Functions that run inside the page. Each is sent there as text, so it cannot use anything outside of it. */

/** The page's globals that the functions use; this file is type-checked without the browser's types. */
type Page = {
  peer: { start(collector: string): unknown; track(name: string, properties: object): unknown };
  /** Settled when the tracker reports that it is ready. */
  ready: Promise<unknown>;
  location: { href: string };
  document: {
    createElement(name: 'script'): { textContent: string; setAttribute(name: string, value: string): void };
    head: { append(element: unknown): void };
  };
};
declare const window: Page;

/**
 * Evaluates the tracker as an inline script and starts it; returns the milliseconds until the main thread is free
 * again.
 */
export function startPeer(given: { code: string; attributes: Record<string, string>; collector: string }): number {
  const script = window.document.createElement('script');
  for (const [name, value] of Object.entries(given.attributes)) script.setAttribute(name, value);
  script.textContent = given.code;
  const before = performance.now();
  window.document.head.append(script);
  const started = window.peer.start(given.collector);
  const after = performance.now();
  const patience = new Promise((resolve) => setTimeout(resolve, 3_000));
  window.ready = Promise.race([started, patience]);
  return after - before;
}

export async function untilReady(): Promise<void> {
  await window.ready;
}

/** Tracks events in one task, and opens `next` in the same task. */
export function trackMany(given: { names: string[]; properties: object; next: string | undefined }): void {
  for (const name of given.names) window.peer.track(name, given.properties);
  if (given.next) window.location.href = given.next;
}

/** Milliseconds of each call, with twenty calls per task. */
export async function timeCalls(given: { names: string[]; properties: object }): Promise<number[]> {
  const times: number[] = [];
  for (const name of given.names) {
    const before = performance.now();
    window.peer.track(name, given.properties);
    times.push(performance.now() - before);
    if (times.length % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return times;
}
