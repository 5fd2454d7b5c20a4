import { domainToUnicode } from 'node:url';
import { normalizeEmail, withoutInvisible } from './email-address.ts';

/** Zero-width characters and marks of direction. Not as escapes: Postgres and JavaScript write those differently. */
const unseen = '\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff';
/** What stands around an address in a text: blanks, quotes, brackets, and what separates the parts of a link. */
const boundary = String.raw`\s"<>(),;:=?&/\\#|\[\]{}${unseen}`;
/** A percent sign, encoded once more in each link that stands within a link. */
const percent = '%(?:25)*';
/** A percent-encoded boundary; of letters, digits, `%2B`, `%2D`, `%2E` and `%5F` the address itself may be made. */
const encodedBoundary = `${percent}(?:[018-9a-f][0-9a-f]|2[0-46-9acf]|3[a-f]|40|5[b-e]|60|7[b-f])`;
const signs = new RegExp(`@|${percent}40`, 'g');

/** The longest address has 254 characters, of which each may take three when it is percent-encoded. */
const maxLeft = 200;
const maxRight = 600;

const isBoundary = new RegExp(`[${boundary}]`);
const domainLetters = /^[\p{L}\p{N}.-]+/u;
/** What may follow an address: the end of a sentence, then a boundary. */
const following = `(?:[.!?']|${percent}2e)*(?:[${boundary}]|${encodedBoundary}|$)`;
const isEnd = new RegExp(`^${following}`, 'i');

/**
 * The addresses in a text, in the form in which contacts have them. Only whole ones: `joanna@shop.test` holds no
 * `anna@shop.test`. Takes time in proportion to the text, whatever is in it.
 * @example
 * addressesIn('Write to Anna@Shop.test, please'); // ['anna@shop.test']
 * addressesIn('https://shop.test/?to=anna%40shop.test&x=1'); // ['anna@shop.test']
 */
export function addressesIn(text: string): string[] {
  const found = new Set<string>();
  // A name holds no sign: what stands before the last one is not looked at again.
  let last = { end: 0, sign: '' };
  for (const { index, 0: sign } of text.matchAll(signs)) {
    const before = last;
    last = { end: index + sign.length, sign };
    const domain = domainAfter(text, last.end);
    if (domain === null) continue;
    for (const name of namesBefore(text, before, index)) {
      // The patterns below find no name with such characters in it.
      const address = withoutInvisible(name) === name ? normalizeEmail(`${name}@${domain}`) : null;
      if (address !== null) found.add(address);
    }
  }
  return [...found];
}

function domainAfter(text: string, start: number): string | null {
  const rest = text.slice(start, start + maxRight);
  const letters = domainLetters.exec(rest)?.[0].replace(/[.-]+$/, '');
  return letters && isEnd.test(rest.slice(letters.length)) ? letters : null;
}

/** What may be the part before the sign: the whole run up to it, and what follows a quote or an encoded boundary. */
function namesBefore(text: string, last: { end: number; sign: string }, end: number): string[] {
  let start = end;
  while (start > last.end && end - start < maxLeft && !isBoundary.test(text[start - 1]!)) start--;
  const run = text.slice(start, end);
  // A sign that is written as such is no boundary.
  const starts = start === last.end && last.sign === '@' ? [] : [0];
  for (const match of run.matchAll(new RegExp(encodedBoundary, 'gi'))) starts.push(match.index + match[0].length);
  const quoted = starts.filter((at) => run[at] === "'").map((at) => at + 1);
  return [...starts, ...quoted].map((at) => decode(run.slice(at)));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll(/%(?:25)+/g, '%'));
  } catch {
    return text;
  }
}

/** The addresses in all texts of a JSON value, names of members included. */
export function addressesInJson(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (value.includes('@') || value.includes('%')) for (const address of addressesIn(value)) found.add(address);
  } else if (Array.isArray(value)) {
    for (const member of value) addressesInJson(member, found);
  } else if (value !== null && typeof value === 'object') {
    // Every event passes here, and `Object.entries` makes an array for each member.
    for (const key of Object.keys(value)) {
      addressesInJson(key, found);
      addressesInJson((value as Record<string, unknown>)[key], found);
    }
  }
  return found;
}

/**
 * Regular expressions that find an address in a text wherever `addressesIn` does, in each way to write it. They mean the
 * same to JavaScript and to Postgres, both without regard to case.
 */
export function addressPatterns(address: string): string[] {
  const at = address.lastIndexOf('@');
  const [name, domain] = [address.slice(0, at), address.slice(at + 1)];
  const domains = new Set([domain, domainToUnicode(domain)]);
  const written = [...name].map(inEachWay).join('');
  const before = `(?:(?<![^${boundary}])|(?<=(?:^|[${boundary}]|${encodedBoundary})')|(?<=${encodedBoundary}))`;
  const after = `(?=${following})`;
  return [...domains].map((host) => `${before}${written}(?:@|${percent}40)${literally(host)}${after}`);
}

/** A character as itself, or percent-encoded, as which the two cases of a letter differ. */
function inEachWay(character: string): string {
  const encoded = [character, character.toUpperCase()].map((one) =>
    [...Buffer.from(one)].map((byte) => percent + byte.toString(16).padStart(2, '0')).join(''),
  );
  return `(?:${[...new Set([literally(character), ...encoded])].join('|')})`;
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** Takes addresses out of a text. */
export function redactText(text: string, patterns: readonly string[]): string {
  return patterns.reduce((line, pattern) => line.replace(new RegExp(pattern, 'gi'), '[erased]'), text);
}
