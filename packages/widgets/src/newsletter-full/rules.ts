/** When a prompt may appear. Numbers may come as text, from attributes. */
export type DisplayRules = {
  /** Seconds on the page. */
  delay?: number | string | undefined;
  /** Per cent of the page scrolled. */
  scroll?: number | string | undefined;
  /** When the pointer leaves for the address bar. */
  exit?: boolean | string | undefined;
  /** From this page of the visit on. */
  pages?: number | string | undefined;
  /** Only on these paths: `/` `/products/*`, separated by spaces. */
  match?: string | undefined;
  /** Never on these. Default `/checkout* /cart*`. */
  avoid?: string | undefined;
  /** Days until it may come again after it was closed. Default 7. */
  cooldown?: number | string | undefined;
};

const day = 24 * 60 * 60 * 1_000;

/** @example fits('/cart /checkout*', '/checkout/pay') // true */
export const fits = (patterns: string, path: string): boolean =>
  patterns
    .split(/\s+/)
    .filter(Boolean)
    .some((pattern) =>
      new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(path),
    );

const nameOf = (id: string) => `beckon.prompt.${id}`;

/** Remembers until when the prompt stays away; `Infinity` is for ever. Written only when a shopper acts on it. */
export function stayAway(id: string, days: number): void {
  try {
    localStorage[nameOf(id)] = Date.now() + days * day;
  } catch {}
}

function isAway(id: string): boolean {
  try {
    return localStorage[nameOf(id)] > Date.now();
  } catch {
    return false;
  }
}

let page = 0;

/** The number of this page in the visit. Counted once, however many prompts ask. */
function countPage(): number {
  if (page) return page;
  page = 1;
  try {
    page += Number(sessionStorage['beckon.pages'] ?? 0);
    sessionStorage['beckon.pages'] = page;
  } catch {}
  return page;
}

/**
 * Calls `show` once, as soon as one of the triggers comes and all conditions hold. Without a trigger that is at once.
 * @returns what stops the watching
 */
export function watch(id: string, rules: DisplayRules, show: () => void): () => void {
  const { delay, scroll, exit, pages, match, avoid = '/checkout* /cart*', cooldown: _ } = rules;
  const isEarly = pages !== undefined && countPage() < Number(pages);
  const stops: (() => void)[] = [];
  const stop = () => {
    for (const each of stops.splice(0)) each();
  };
  const trigger = () => {
    // Asked now, since a single-page shop changes its path without us.
    const { pathname } = location;
    if (isEarly || isAway(id) || fits(avoid, pathname) || (match && !fits(match, pathname))) return;
    stop();
    show();
  };
  const on = (target: EventTarget, name: string, listener: (event: never) => void) => {
    target.addEventListener(name, listener as EventListener, { passive: true });
    stops.push(() => target.removeEventListener(name, listener as EventListener));
  };

  if (delay !== undefined) {
    const timer = setTimeout(trigger, Number(delay) * 1_000);
    stops.push(() => clearTimeout(timer));
  }
  if (scroll !== undefined)
    on(window, 'scroll', () => {
      const { scrollHeight, clientHeight } = document.documentElement;
      if (scrollY >= ((scrollHeight - clientHeight) * Number(scroll)) / 100) trigger();
    });
  if (exit !== undefined && `${exit}` !== 'false')
    on(document.documentElement, 'mouseleave', (event: MouseEvent) => {
      if (event.clientY <= 0) trigger();
    });
  if (!stops.length) trigger();
  return stop;
}
