/** What a service worker's script has; the library of types for it does not go together with that of pages. */
type Waiting = Event & { waitUntil(work: Promise<unknown>): void };
type Client = { url: string; focus(): Promise<unknown> };
type Scope = {
  registration: {
    showNotification(title: string, options: object): Promise<void>;
    pushManager: PushManager;
  };
  clients: {
    matchAll(options: object): Promise<Client[]>;
    openWindow(url: string): Promise<unknown>;
  };
  addEventListener(name: string, listen: (event: never) => void): void;
};

const scope = self as unknown as Scope;

// Runs on its own or inside a worker of the shop, so it ignores messages that are not ours.
scope.addEventListener('push', (event: Waiting & { data: { json(): unknown } | null }) => {
  let message: { web_push?: number; notification?: { title: string; navigate: string } } | undefined;
  try {
    message = event.data?.json() as typeof message;
  } catch {}
  const shown = message?.notification;
  if (message?.web_push !== 8030 || !shown) return;
  event.waitUntil(scope.registration.showNotification(shown.title, { ...shown, data: { beckon: shown.navigate } }));
});

scope.addEventListener(
  'notificationclick',
  (event: Waiting & { notification: { data?: { beckon?: string }; close(): void } }) => {
    const url = event.notification.data?.beckon;
    if (!url) return;
    event.notification.close();
    event.waitUntil(
      scope.clients
        .matchAll({ type: 'window', includeUncontrolled: true })
        .then((pages) => pages.find((page) => page.url === url)?.focus() ?? scope.clients.openWindow(url)),
    );
  },
);

// The browser has renewed its subscription, which no page may see for weeks. Where to tell it stands in our own address; a
// shop that imports us into its worker may put it into its own, else its next page tells.
scope.addEventListener(
  'pushsubscriptionchange',
  (event: Waiting & { oldSubscription?: PushSubscription | null; newSubscription?: PushSubscription | null }) => {
    const { oldSubscription: old, newSubscription } = event;
    const url = new URLSearchParams(location.search).get('refresh');
    if (url && old) event.waitUntil(renew(url, old, newSubscription));
  },
);

async function renew(url: string, old: PushSubscription, given?: PushSubscription | null): Promise<void> {
  const subscription = given ?? (await scope.registration.pushManager.subscribe(old.options));
  const { endpoint, keys } = subscription.toJSON();
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ endpoint, ...keys, previousEndpoint: old.endpoint }),
    credentials: 'omit',
  });
  // Revoked elsewhere in the meantime: the browser gives it up too.
  if (answer.ok && !(await answer.json()).isSubscribed) await subscription.unsubscribe();
}
