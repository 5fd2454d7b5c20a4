/** Providers that deliver mail for `anna+shop@` to Anna's mailbox, with the character at which the name ends. */
const tagAt: Readonly<Record<string, string>> = {
  'gmail.com': '+',
  'outlook.com': '+',
  'hotmail.com': '+',
  'live.com': '+',
  'msn.com': '+',
  'icloud.com': '+',
  'me.com': '+',
  'mac.com': '+',
  'fastmail.com': '+',
  'proton.me': '+',
  'protonmail.com': '+',
  'pm.me': '+',
  'hey.com': '+',
  'zoho.com': '+',
  'yandex.com': '+',
  'yandex.ru': '+',
  'mailbox.org': '+',
  'posteo.de': '+',
  'yahoo.com': '-',
};

/** Alternative domains of the same provider: mail to either reaches the same mailbox. */
const sameDomain: Readonly<Record<string, string>> = {
  'googlemail.com': 'gmail.com',
  'protonmail.com': 'proton.me',
  'pm.me': 'proton.me',
  'me.com': 'icloud.com',
  'mac.com': 'icloud.com',
  'yandex.ru': 'yandex.com',
};

/** Providers that ignore dots before the `@`. */
const dotless = new Set(['gmail.com']);

/**
 * One text for all spellings of an address that its provider delivers to the same mailbox, used for counting and
 * suppression, never for sending. Addresses of other domains are not changed, since `a+b@` may be another person there.
 * @param email as returned by `normalizeEmail`
 * @example
 * sameMailbox('a.nna+shop@googlemail.com'); // 'anna@gmail.com'
 * sameMailbox('a.nna+shop@shop.example'); // 'a.nna+shop@shop.example'
 */
export function sameMailbox(email: string): string {
  const at = email.lastIndexOf('@');
  const given = email.slice(at + 1);
  const domain = sameDomain[given] ?? given;
  const mark = tagAt[domain];
  const whole = email.slice(0, at);
  const name = mark && whole.indexOf(mark) > 0 ? whole.slice(0, whole.indexOf(mark)) : whole;
  const read = dotless.has(domain) ? name.replaceAll('.', '') : name;
  // A name that consists of dots is kept.
  return `${read || name}@${domain}`;
}
