import { isCheckout, watchCheckout } from './checkout.ts';

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
  /** Never on these, written the same way, nor on any page of a cart or a checkout. */
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

/** Suppresses the prompt for this many days; `Infinity` is permanent. Written only after an action of the shopper. */
export function suppressPrompt(id: string, days: number): void {
  try {
    localStorage.setItem(nameOf(id), `${Date.now() + days * day}`);
  } catch {}
}

function isPromptSuppressed(id: string): boolean {
  try {
    return Number(localStorage.getItem(nameOf(id))) > Date.now();
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
    page += Number(sessionStorage.getItem('beckon.pages'));
    sessionStorage.setItem('beckon.pages', `${page}`);
  } catch {}
  return page;
}

/** So often an open prompt looks where it is. A page becomes a checkout by its address, an event or an attribute. */
const lookEvery = 250;

/**
 * Calls `show` once, as soon as one of the triggers comes and all conditions hold. Without a trigger that is at once.
 * Then calls `hide` when the shopper reaches a page where the prompt is not allowed: a single-page shop does not
 * reload.
 * @returns what stops the watching
 */
export function watch(id: string, rules: DisplayRules, show: () => void, hide: () => void): () => void {
  const { delay, scroll, exit, pages, match, avoid = '' } = rules;
  const isEarly = pages !== undefined && countPage() < +pages;
  const isForExit = exit !== undefined && `${exit}` !== 'false';
  watchCheckout();
  const watching = new AbortController();
  const { signal } = watching;
  let looking: ReturnType<typeof setInterval> | undefined;
  const mayBeHere = () => {
    const { pathname } = location;
    return !isCheckout() && !fits(avoid, pathname) && (!match || fits(match, pathname));
  };
  const trigger = () => {
    // Asked now, since a single-page shop changes its path without us.
    if (signal.aborted || isEarly || isPromptSuppressed(id) || !mayBeHere()) return;
    watching.abort();
    looking = setInterval(() => {
      if (mayBeHere()) return;
      clearInterval(looking);
      hide();
    }, lookEvery);
    show();
  };

  if (delay !== undefined) setTimeout(trigger, +delay * 1_000);
  if (scroll !== undefined)
    addEventListener(
      'scroll',
      () => {
        const { scrollHeight, clientHeight } = document.documentElement;
        if (scrollY >= ((scrollHeight - clientHeight) * +scroll) / 100) trigger();
      },
      { passive: true, signal },
    );
  if (isForExit)
    document.documentElement.addEventListener('mouseleave', ({ clientY }) => clientY <= 0 && trigger(), { signal });
  if (delay === undefined && scroll === undefined && !isForExit) trigger();
  return () => {
    watching.abort();
    clearInterval(looking);
  };
}
