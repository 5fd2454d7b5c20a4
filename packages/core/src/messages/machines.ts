import { readClient } from '../collect/index.ts';

/** Why a request for a link or an image of a mail counts as made by a machine. Marketers read the text. */
export const machineReasons = {
  head: 'It asked for headers alone, as programs do.',
  prefetch: 'A browser or mail program loaded it ahead.',
  user_agent: 'The program says that it is one.',
  image_proxy: 'The proxy of Apple Mail loaded the images, which it does whether a mail is opened or not.',
  too_soon: 'It came within three seconds of the sending, sooner than a person reads.',
  hidden_link: 'A link that no person can see was followed at the same time.',
  burst: 'Four or more links of the email were followed within five seconds.',
  platform: 'The platform that sent the message reports a machine.',
} as const;

export type MachineReason = keyof typeof machineReasons;

/** Programs that read mails, which a list of bots also knows: they load images when a person opens the mail. */
const mailClients = /GoogleImageProxy|YahooMailProxy|Thunderbird|Microsoft Outlook|ms-office|MSOffice|eM ?Client/i;

/** Scanners of mails that a list of bots does not know. */
const scanners =
  /barracuda|symantec|forcepoint|trend ?micro|fireeye|sophos|cloudmark|messagelabs|mailguard|urldefense/i;

/** What a request says by itself; null: it looks like a person's. */
export function machineOf(
  kind: 'open' | 'click',
  { method, headers }: Pick<Request, 'method' | 'headers'>,
): MachineReason | null {
  if (method === 'HEAD') return 'head';
  const purpose = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'].map((name) => headers.get(name) ?? '').join(' ');
  if (/prefetch|prerender|preview/i.test(purpose)) return 'prefetch';
  const userAgent = headers.get('user-agent')?.trim() ?? '';
  if (kind === 'open' && userAgent === 'Mozilla/5.0') return 'image_proxy';
  if (kind === 'open' && mailClients.test(userAgent)) return null;
  if (userAgent === '' || scanners.test(userAgent) || readClient(userAgent).isBot) return 'user_agent';
  return null;
}

/** A request for a link, or for the image, whose code is empty. Times are in milliseconds. */
export type MailFetch = { linkCode: string; at: number; count: number; machine: MachineReason | null };

/** A person does not open a mail within this time after it was sent. */
const tooSoon = 3_000;
/** So many links of a mail within this time are more than a person follows. */
const burst = { links: 4, within: 5_000 };
/** Around a request for the hidden link, all requests are those of the program that made it. */
const aroundHidden = 10_000;

/** How long to wait for what comes after a request, before it is decided who made it. */
export const decidedAfter = 12_000;

/**
 * Tells who made the requests for one delivery: those that no rule says a machine made are a person's.
 * @param sentAt when the platform took the message
 * @returns the requests, each with the rule that applies
 */
export function judgeFetches<F extends MailFetch>(fetches: readonly F[], sentAt: number): F[] {
  const hidden = fetches.filter(({ machine }) => machine === 'hidden_link').map(({ at }) => at);
  const clicks = fetches.filter(({ linkCode }) => linkCode !== '').toSorted((a, b) => a.at - b.at);
  const bursts = clicks.flatMap(({ at: from }) => {
    const together = clicks.filter(({ at }) => at >= from && at - from <= burst.within);
    const isBurst = new Set(together.map(({ linkCode }) => linkCode)).size >= burst.links;
    return isBurst ? [{ from, until: together.at(-1)!.at }] : [];
  });
  const judge = ({ machine, at }: F): MachineReason | null => {
    if (machine) return machine;
    if (at < sentAt + tooSoon) return 'too_soon';
    if (hidden.some((time) => Math.abs(time - at) <= aroundHidden)) return 'hidden_link';
    return bursts.some(({ from, until }) => at >= from && at <= until) ? 'burst' : null;
  };
  return fetches.map((fetch) => ({ ...fetch, machine: judge(fetch) }));
}
