/** The push services of Chrome and Edge on Android, Firefox, Safari, Edge on Windows. */
const knownHosts = [
  'fcm.googleapis.com',
  'updates.push.services.mozilla.com',
  '*.push.apple.com',
  '*.notify.windows.com',
];

const longest = 1_000;

/** Only URLs that every parser reads in the same way: `https://`, a plain name, a path. */
const plain = /^https:\/\/([a-z0-9.-]+)\/[\w\-.~:/?=&%+@!$'()*,;]*$/;

export type PushHosts = { hosts: readonly string[]; localOrigins: readonly string[] };

/**
 * Reads the setting that adds push services: hosts (`push.example.com`), all hosts below one (`*.example.com`), or the
 * origin of a push service on this machine (`http://127.0.0.1:9000`), separated by commas.
 * @throws Error that names the invalid entry
 */
export function readPushHosts(setting = ''): PushHosts {
  const entries = setting.split(',').flatMap((entry) => entry.trim() || []);
  const localOrigins = entries.filter((entry) => /^http:\/\/(127\.0\.0\.1|localhost):\d{1,5}$/.test(entry));
  const added = entries.filter((entry) => !localOrigins.includes(entry));
  const strange = added.find((entry) => !/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*$/.test(entry));
  if (strange !== undefined) throw new Error(`${strange.slice(0, 100)} is not a host such as push.example.com`);
  return { hosts: [...knownHosts, ...added], localOrigins };
}

/** Whether an endpoint, as sent by a browser or any other client, belongs to a push service on the list. */
export function isPushEndpoint(endpoint: string, { hosts, localOrigins }: PushHosts): boolean {
  if (endpoint.length > longest) return false;
  const url = URL.parse(endpoint);
  if (!url || url.href !== endpoint) return false;
  if (localOrigins.includes(url.origin)) return true;
  const host = plain.exec(endpoint)?.[1];
  // The text must contain exactly the parsed host: no user, no port, nothing that another parser could take for them.
  if (host === undefined || host !== url.host) return false;
  return hosts.some((known) => (known.startsWith('*.') ? host.endsWith(known.slice(1)) : host === known));
}
