type Browser = {
  /** The shopper's earlier choice in the browser, and the one they make when asked. */
  permission?: NotificationPermission;
  says?: NotificationPermission | 'never';
  /** Push is on, and the server knows. */
  isOn?: boolean;
  userAgent?: string;
};

/** Of RFC 8291, appendix A. */
export const publicKey = 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4';

const endpoint = 'https://push.example/1';
const bytes = Uint8Array.from(atob(publicKey.replace(/-/g, '+').replace(/_/g, '/')), (sign) => sign.charCodeAt(0));
const subscription = {
  endpoint,
  options: { applicationServerKey: bytes.buffer },
  toJSON: () => ({ endpoint, keys: { p256dh: 'point', auth: 'secret' } }),
  unsubscribe: async () => true,
};

/** Plays the browser's own part in push until the story ends: its question, its worker, its push service. */
export function playBrowser({ permission = 'default', says = 'granted', isOn = false, userAgent }: Browser) {
  const { Notification } = window;
  const played: Record<string, unknown> = {
    serviceWorker: {
      register: async () => ({
        active: {},
        pushManager: { getSubscription: async () => null, subscribe: async () => subscription },
      }),
    },
    ...(userAgent && { userAgent }),
  };
  for (const [name, value] of Object.entries(played))
    Object.defineProperty(navigator, name, { configurable: true, value });
  window.Notification = {
    permission: isOn ? 'granted' : permission,
    requestPermission: () => (says === 'never' ? new Promise(() => {}) : Promise.resolve(says)),
  } as never;
  if (isOn) localStorage['beckon.push'] = JSON.stringify({ endpoint });
  return () => {
    window.Notification = Notification;
    for (const name of Object.keys(played)) Reflect.deleteProperty(navigator, name);
  };
}
