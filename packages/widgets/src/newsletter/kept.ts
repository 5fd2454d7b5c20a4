import type { SubscribeRequest } from '@beckon/contract';

const name = 'beckon.newsletter';

/** Keeps a sign-up that could not be sent, for this tab only: on a shared computer it must not outlive the visit. */
export function keep(request: SubscribeRequest): void {
  try {
    sessionStorage[name] = JSON.stringify(request);
  } catch {}
}

/** Hands out the kept sign-up and forgets it, so that of several forms only one sends it. */
export function takeKept(): SubscribeRequest | undefined {
  try {
    const request = JSON.parse(sessionStorage[name]);
    delete sessionStorage[name];
    return request;
  } catch {
    return undefined;
  }
}
