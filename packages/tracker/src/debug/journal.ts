import type { Failure } from './diagnose.ts';

export type DebugEvent = {
  id: string;
  type: string;
  occurredAt: number;
  properties?: Record<string, unknown>;
  userId?: string;
  email?: string;
};

export type State = 'waiting' | 'sending' | 'handed over' | 'accepted' | 'duplicate' | 'set aside' | 'refused';

export type Entry = { event: DebugEvent; state: State; reason?: string | undefined };

/** What the overlay knows: the events of this page, what became of each, and the last failure. */
export type Journal = { entries: Map<string, Entry>; failure?: Failure | undefined; saidNo: boolean };

type Result = { id: string | null; result: 'accepted' | 'duplicate' | 'quarantined'; reason?: string };

/**
 * Writes down what the tracker records, and what becomes of its requests: for that it stands before `fetch` and
 * `sendBeacon`, from before the tracker starts. `changed` is called after each change.
 */
export function keepJournal(changed: () => void): Journal & { record: (event: DebugEvent) => void } {
  const journal: Journal = { entries: new Map(), saidNo: false };
  const { fetch } = window;

  const settle = (ids: string[], state: State, reason?: string) => {
    for (const id of ids) {
      const entry = journal.entries.get(id);
      if (entry) Object.assign(entry, { state, reason });
    }
    changed();
  };
  const fail = (failure: Failure) => {
    // The policy says it first, and knows better than the request that then fails.
    if (journal.failure?.kind !== 'policy' || failure.kind === 'status') journal.failure = failure;
    changed();
  };

  const read = async (answer: Response, ids: string[]) => {
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) {
      journal.failure = undefined;
      for (const { id, result, reason } of (body.results ?? []) as Result[]) {
        settle([String(id)], result === 'quarantined' ? 'set aside' : result, reason);
      }
      if (!body.results) settle(ids, 'accepted');
      return;
    }
    const isTriedAgain = answer.status >= 500 || answer.status === 429 || answer.status === 408;
    settle(ids, isTriedAgain ? 'waiting' : 'refused', body.detail ?? body.title);
    fail({ kind: 'status', status: answer.status, code: body.code, detail: body.detail });
  };

  window.fetch = async (input, init) => {
    const url = String(input);
    if (!isCollect(url)) return fetch.call(window, input, init);
    const ids = idsOf(init?.body);
    settle(ids, 'sending');
    try {
      const answer = await fetch.call(window, input, init);
      void read(answer.clone(), ids);
      return answer;
    } catch (error) {
      settle(ids, 'waiting');
      if (navigator.onLine) void probe(fetch, url).then((kind) => fail({ kind }));
      throw error;
    }
  };

  const { sendBeacon } = navigator;
  navigator.sendBeacon = (url, body) => {
    if (isCollect(String(url))) settle(idsOf(body), 'handed over');
    return sendBeacon.call(navigator, url, body);
  };

  document.addEventListener('securitypolicyviolation', ({ blockedURI, effectiveDirective }) => {
    if (isCollect(blockedURI)) fail({ kind: 'policy', directive: effectiveDirective });
  });

  return Object.assign(journal, {
    record: (event: DebugEvent) => {
      journal.entries.set(event.id, { event, state: 'waiting' });
      changed();
    },
  });
}

const isCollect = (url: string) => /\/v1\/collect\b/.test(url);

const idsOf = (body: unknown): string[] => {
  try {
    return JSON.parse(body as string).events.map(({ id }: { id: string }) => id);
  } catch {
    return [];
  }
};

/**
 * Why a request got no answer that the page may read. A request whose answer nobody reads tells: if it goes through, the
 * server answers and refuses the origin; if only another path of the server answers, something here picks out ours.
 */
async function probe(fetch: typeof window.fetch, url: string): Promise<'unreadable' | 'stopped' | 'unreachable'> {
  const goesThrough = (address: string, init: RequestInit) =>
    fetch.call(window, address, { ...init, mode: 'no-cors', credentials: 'omit' }).then(
      () => true,
      () => false,
    );
  if (await goesThrough(url, { method: 'POST', body: '' })) return 'unreadable';
  const health = url.replace(/\/v1\/collect.*/, '/health/live');
  return (await goesThrough(health, {})) ? 'stopped' : 'unreachable';
}
