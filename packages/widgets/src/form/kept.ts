/** Unsent submissions, by path. For this tab only: on a shared computer they must not outlive the visit. */
const nameOf = (path: string) => `beckon.${path}`;

/** Stores a submission until there is a response. */
export function keep(path: string, request: unknown): void {
  try {
    sessionStorage.setItem(nameOf(path), JSON.stringify(request));
  } catch {}
}

/** Returns and deletes the stored submission, so that only one of several forms sends it. */
export function takeKept<Request>(path: string): Request | undefined {
  try {
    const text = sessionStorage.getItem(nameOf(path));
    sessionStorage.removeItem(nameOf(path));
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
