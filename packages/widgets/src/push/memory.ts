/** What a browser remembers of what its shopper said about push. Nothing is written before they have said something. */
export type Memory = {
  /** Of the subscription that we have told the server. */
  endpoint?: string | undefined;
  /** What the server has not heard yet. */
  pending?: object | undefined;
  /** How often they said no, and until when they are left alone, in milliseconds. */
  noes?: number | undefined;
  until?: number | undefined;
};

const name = 'beckon.push';
const days = [3, 7, 30];
const day = 24 * 60 * 60 * 1_000;

export function loadMemory(): Memory {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '{}');
  } catch {
    return {};
  }
}

export function remember(memory: Memory): void {
  try {
    localStorage.setItem(name, JSON.stringify(memory));
  } catch {}
}

/** They said no: they are asked again after 3, 7, then every 30 days. */
export function rememberRefusal(): void {
  const { noes = 0 } = loadMemory();
  remember({ noes: noes + 1, until: Date.now() + (days[noes] ?? 30) * day });
}
