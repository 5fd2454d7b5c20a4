import type { PushSubscribeRequest } from '@beckon/contract';
import { post } from '../challenge/post.ts';
import { pageTracker } from '../frame/page-tracker.ts';
import { type Destination, type Problem, send, urlOf } from '../frame/submission.ts';
import { loadMemory, remember, rememberRefusal } from './memory.ts';

/** Where it is sent, and how the shop has set it up. */
export type PushPlace = Destination & {
  /** The worker's script on the shop's own host, or `page` for the worker of the shop, which imports ours. */
  worker?: string | undefined;
  /** For a settings page: asks on the first page too, after a refusal, and shows that push is on. */
  always?: boolean | string | undefined;
  /** The identity signed by the shop's server; without it, the browser is anonymous. */
  userId?: string | undefined;
  email?: string | undefined;
  signature?: string | undefined;
};

export type PushPermissionState = {
  /**
   * `hidden`: there is nothing to say. `ask`: the reason, before the browser asks. `kept`: yes, and the server hears of
   * it when there is a connection. `denied`: the browser may not ask again. `install`: on an iPhone or iPad the shop
   * has to be on the Home Screen first.
   */
  status: 'hidden' | 'ask' | 'busy' | 'success' | 'kept' | 'denied' | 'install' | 'error';
  error?: Problem | undefined;
};

/** Trusted Types: pages that want them have to allow the policy `beckon-push`. */
type Policies = { createPolicy(name: string, rules: object): { createScriptURL(url: string): string } };
let trust: ((url: string) => string) | undefined;
function trusted(url: string): string {
  const types = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const policy = trust ? undefined : types?.createPolicy('beckon-push', { createScriptURL: (url: string) => url });
  trust ??= policy ? (url) => policy.createScriptURL(url) : (url) => url;
  return trust(url);
}

/**
 * Our worker, in a folder of its own below the script: whatever worker the shop has for its pages stays in its place.
 */
function register(place: PushPlace): Promise<ServiceWorkerRegistration> {
  const { worker, api } = place;
  if (worker === 'page') return navigator.serviceWorker.ready;
  const home = `${api ?? pageTracker().api}/`;
  const folder = new URL(home, location.href).origin === location.origin ? home : '/beckon/';
  const script = new URL(worker ?? `${folder}beckon-push-sw.js`, location.href);
  // Where the worker tells that the browser has renewed its subscription; it knows nothing else of this page.
  script.searchParams.set('refresh', new URL(urlOf(place, 'push/refresh'), location.href).href);
  return navigator.serviceWorker
    .register(trusted(script.href), { scope: new URL('beckon-push/', script).pathname })
    .then(untilActive);
}

/** Browsers subscribe for a worker that runs, and `ready` waits for that of the page alone. */
function untilActive(registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> {
  const coming = registration.installing ?? registration.waiting;
  if (registration.active || !coming) return Promise.resolve(registration);
  return new Promise((resolve) =>
    coming.addEventListener('statechange', () => coming.state === 'activated' && resolve(registration)),
  );
}

let key: Promise<string> | undefined;

/**
 * Fetches the key of the server. Before the click: waiting for the network in it would lose the browser's patience.
 */
function prepare(destination: Destination): Promise<string> {
  key ??= fetch(urlOf(destination, 'push/key'), { credentials: 'omit' })
    .then((answer) => answer.json())
    .then(({ publicKey }) => publicKey);
  key.catch(() => {
    key = undefined;
  });
  return key;
}

/** The subscription under the server's key; one under another, which it had before, is given up. */
async function open(place: PushPlace): Promise<PushSubscription> {
  const { pushManager } = await register(place);
  const publicKey = await prepare(place);
  const known = await pushManager.getSubscription();
  if (known && base64url(known.options.applicationServerKey as ArrayBuffer) === publicKey) return known;
  await known?.unsubscribe();
  return pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

const base64url = (bytes: ArrayBuffer) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=/g, '');

/** As the server takes it. */
function addressOf(subscription: PushSubscription) {
  const { endpoint, keys } = subscription.toJSON() as { endpoint: string; keys: { p256dh: string; auth: string } };
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

const isAlways = ({ always }: PushPlace) => always != null && always !== false;
const off = (place: PushPlace): PushPermissionState => ({ status: isAlways(place) ? 'ask' : 'hidden' });

/** After permission was granted: subscribes, and sends the consent to the server. */
export async function begin(
  place: PushPlace,
  permission: NotificationPermission,
  agreed: Omit<PushSubscribeRequest, 'endpoint' | 'p256dh' | 'auth'>,
): Promise<PushPermissionState> {
  if (permission !== 'granted') {
    rememberRefusal();
    return { status: permission === 'denied' ? permission : 'hidden' };
  }
  const { userId, email, signature, language, wording, wordingVersion } = agreed;
  const said = { userId, email, signature, language, wording, wordingVersion };
  return tell(place, { ...addressOf(await open(place)), ...said, pageUrl: location.href.slice(0, 2_000) });
}

/** What cannot be told now waits for a connection. */
async function tell(place: PushPlace, pending: PushSubscribeRequest): Promise<PushPermissionState> {
  const { endpoint } = pending;
  remember({ pending, endpoint });
  const outcome = await post(place, 'push/subscribe', pending);
  if (outcome === 'kept' || outcome === 'network_unavailable') return { status: 'kept' };
  remember({ endpoint });
  // Nothing here was typed, so nothing can be mistyped.
  return outcome === 'success' ? { status: outcome } : { status: 'error', error: 'not_configured' };
}

/** At the start of a visit: whether the browser's subscription is still wanted, and whether the shopper may be asked. */
export async function visit(place: PushPlace, isFirst: boolean): Promise<PushPermissionState> {
  const { endpoint, pending, until = 0 } = loadMemory();
  const mayAsk = isAlways(place) || (!isFirst && until < Date.now());
  const say = (status: PushPermissionState['status']) => ({ status: mayAsk ? status : ('hidden' as const) });
  if (needsHomeScreen()) return say('install');
  if (!('PushManager' in window)) return { status: 'hidden' };
  const { permission } = Notification;
  if (permission === 'denied') return say(permission);
  if (permission === 'granted' && endpoint) {
    const state = await once(() => (pending ? tell(place, pending as PushSubscribeRequest) : refresh(place, endpoint)));
    // That it is on is news only where it was not known.
    return state.status === 'success' && !pending && !isAlways(place) ? { status: 'hidden' } : state;
  }
  if (mayAsk) prepare(place);
  return say('ask');
}

let underWay: Promise<PushPermissionState> | undefined;

/** A component that is mounted twice, or a second one in the page, does not say it twice. */
function once(work: () => Promise<PushPermissionState>): Promise<PushPermissionState> {
  underWay ??= work().finally(() => {
    underWay = undefined;
  });
  return underWay;
}

async function refresh(place: PushPlace, previousEndpoint: string): Promise<PushPermissionState> {
  const { userId, email, signature } = place;
  const subscription = await open(place);
  const address = addressOf(subscription);
  const answer = await send(place, 'push/refresh', { ...address, previousEndpoint, userId, email, signature });
  if (answer.ok && !(await answer.json()).isSubscribed) {
    // Revoked elsewhere: the browser gives it up too.
    await subscription.unsubscribe();
    rememberRefusal();
    return off(place);
  }
  if (answer.ok) remember({ endpoint: address.endpoint });
  return { status: 'success' };
}

/** Ends the subscription. As long as the server has not heard of it, it is not off. */
export async function end(place: PushPlace): Promise<PushPermissionState> {
  const subscription = await open(place).catch(() => undefined);
  const { endpoint } = subscription ?? loadMemory();
  if ((await post(place, 'push/unsubscribe', { endpoint })) !== 'success')
    return { status: 'error', error: 'network_unavailable' };
  await subscription?.unsubscribe();
  rememberRefusal();
  return off(place);
}

/** Safari on an iPhone or iPad has push from 16.4, for shops on the Home Screen. */
function needsHomeScreen(): boolean {
  const { userAgent, maxTouchPoints } = navigator;
  const isApple = /iPhone|iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && maxTouchPoints > 1);
  const isStandalone =
    (navigator as { standalone?: boolean }).standalone || matchMedia('(display-mode: standalone)').matches;
  const [, major = 0, minor = 0] = /Version\/(\d+)\.(\d+).* Safari/.exec(userAgent) ?? [];
  return isApple && !isStandalone && +major * 100 + +minor >= 1604;
}
