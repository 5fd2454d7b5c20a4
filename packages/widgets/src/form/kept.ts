/** What waits to be sent, by where it goes. For this tab only: on a shared computer it must not outlive the visit. */
const nameOf = (path: string) => `beckon.${path}`;

/** Keeps a submission until it is answered. */
export function keep(path: string, request: unknown): void {
  try {
    sessionStorage.setItem(nameOf(path), JSON.stringify(request));
  } catch {}
}

/** Hands out what is kept and forgets it, so that of several forms only one sends it. */
export function takeKept<Request>(path: string): Request | undefined {
  try {
    const text = sessionStorage.getItem(nameOf(path));
    sessionStorage.removeItem(nameOf(path));
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
