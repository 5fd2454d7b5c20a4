import type { SubscribeRequest } from '@beckon/contract';

const name = 'beckon.newsletter';

/**
 * Keeps a sign-up that could not be sent, for this tab only: on a shared computer it must not outlive the visit.
 * Called without one it forgets it.
 */
export function keep(request?: SubscribeRequest): void {
  try {
    if (request) sessionStorage.setItem(name, JSON.stringify(request));
    else sessionStorage.removeItem(name);
  } catch {}
}

/** The sign-up kept on an earlier page of this tab. */
export function kept(): SubscribeRequest | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(name) as string) ?? undefined;
  } catch {
    return undefined;
  }
}
