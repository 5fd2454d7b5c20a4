import { domainToUnicode } from 'node:url';
import { normalizeEmail, withoutInvisible } from './email-address.ts';

/**
 * Zero-width characters and direction marks. Written literally, since Postgres and JavaScript have different escapes.
 */
const unseen = '\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff';
/** Characters around an address in a text: whitespace, quotes, brackets, and separators of the parts of a link. */
const boundary = String.raw`\s"<>(),;:=?&/\\#|\[\]{}${unseen}`;
/** A percent sign, encoded once more for each link within a link. */
const percent = '%(?:25)*';
/** A percent-encoded boundary; letters, digits, `%2B`, `%2D`, `%2E` and `%5F` can be part of the address itself. */
const encodedBoundary = `${percent}(?:[018-9a-f][0-9a-f]|2[0-46-9acf]|3[a-f]|40|5[b-e]|60|7[b-f])`;
const signs = new RegExp(`@|${percent}40`, 'g');

/** The longest address has 254 characters, each of which may take three when percent-encoded. */
const maxLeft = 200;
const maxRight = 600;

const isBoundary = new RegExp(`[${boundary}]`);
const domainLetters = /^[\p{L}\p{N}.-]+/u;
/** What may follow an address: punctuation at the end of a sentence, then a boundary. */
const following = `(?:[.!?']|${percent}2e)*(?:[${boundary}]|${encodedBoundary}|$)`;
const isEnd = new RegExp(`^${following}`, 'i');

/**
 * The addresses in a text, normalized like those of contacts. Only whole addresses: `joanna@shop.test` does not contain
 * `anna@shop.test`. Takes linear time for any text.
 * @example
 * addressesIn('Write to Anna@Shop.test, please'); // ['anna@shop.test']
 * addressesIn('https://shop.test/?to=anna%40shop.test&x=1'); // ['anna@shop.test']
 */
export function addressesIn(text: string): string[] {
  const found = new Set<string>();
  // The local part contains no `@`, so text before the previous one is not searched again.
  let last = { end: 0, sign: '' };
  for (const { index, 0: sign } of text.matchAll(signs)) {
    const before = last;
    last = { end: index + sign.length, sign };
    const domain = domainAfter(text, last.end);
    if (domain === null) continue;
    for (const name of namesBefore(text, before, index)) {
      // The patterns below do not match a local part with such characters.
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

/**
 * The possible local parts: the whole run of characters before the `@`, and what follows a quote or an encoded boundary
 * in it.
 */
function namesBefore(text: string, last: { end: number; sign: string }, end: number): string[] {
  let start = end;
  while (start > last.end && end - start < maxLeft && !isBoundary.test(text[start - 1]!)) start--;
  const run = text.slice(start, end);
  // A literal character is not an encoded boundary.
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
    // Called for every event, and `Object.entries` would allocate an array for each member.
    for (const key of Object.keys(value)) {
      addressesInJson(key, found);
      addressesInJson((value as Record<string, unknown>)[key], found);
    }
  }
  return found;
}

/**
 * Regular expressions that find an address in a text wherever `addressesIn` does, in every spelling. They mean the same
 * in JavaScript and Postgres, both ignoring case.
 */
export function addressPatterns(address: string): string[] {
  const at = address.lastIndexOf('@');
  const [name, domain] = [address.slice(0, at), address.slice(at + 1)];
  const domains = new Set([domain, domainToUnicode(domain)]);
  const written = [...name].map(inEachWay).join('');
  const before = `(?:(?<![^${boundary}])|(?<=(?:^|[${boundary}]|${encodedBoundary})')|(?<=${encodedBoundary}))`;
  const after = `(?=${following})`;
  return [...domains].map((host) => `${before}${written}(?:@|${percent}40)${escapePattern(host)}${after}`);
}

/** A character, or its percent-encoding, which differs for the two cases of a letter. */
function inEachWay(character: string): string {
  const encoded = [character, character.toUpperCase()].map((one) =>
    [...Buffer.from(one)].map((byte) => percent + byte.toString(16).padStart(2, '0')).join(''),
  );
  return `(?:${[...new Set([escapePattern(character), ...encoded])].join('|')})`;
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** Removes addresses from a text. */
export function redactText(text: string, patterns: readonly string[]): string {
  return patterns.reduce((line, pattern) => line.replace(new RegExp(pattern, 'gi'), '[erased]'), text);
}
