/** What waits to be sent, by where it goes. For this tab only: on a shared computer it must not outlive the visit. */
const nameOf = (path: string) => `beckon.${path}`;

/** Keeps a submission until it is answered. */
export function keep(path: string, request: unknown): void {
  try {
    sessionStorage[nameOf(path)] = JSON.stringify(request);
  } catch {}
}

/** Hands out what is kept and forgets it, so that of several forms only one sends it. */
export function takeKept<Request>(path: string): Request | undefined {
  try {
    const request = JSON.parse(sessionStorage[nameOf(path)]);
    delete sessionStorage[nameOf(path)];
    return request;
  } catch {
    return undefined;
  }
}
