import { domainToUnicode } from 'node:url';
import { normalizeEmail } from '../lib/index.ts';

/** What stands around an address in a text: blanks, quotes, brackets, and what separates the parts of a link. */
const boundary = String.raw`\s"<>(),;:=?&/\\#|\[\]{}`;
/** A percent sign, encoded any number of times: a link within a link encodes it again. */
const percent = '%(?:25)*';
/** A percent-encoded boundary; of `%2B`, `%2D`, `%2E`, `%5F`, letters and digits the address itself may be made. */
const encodedBoundary = `${percent}(?:[01][0-9a-f]|2[0-9acf]|3[a-f]|40|5[b-e]|60|7[b-f])`;

/** What comes after an address: the end of a sentence, a boundary, or a percent sign that encodes nothing. */
const end = `[.!?']*(?:[${boundary}]|${encodedBoundary}|%(?![0-9a-f]{2})|$)`;

/** The longest address has 254 characters, of which each may take three when it is percent-encoded. */
const maxLeft = 200;
const maxRight = 600;

const isBoundary = new RegExp(`[${boundary}]`);
const domainLetters = /^[\p{L}\p{N}.-]+/u;
const isEnd = new RegExp(`^${end}`, 'i');

/**
 * The addresses in a text, in the form in which contacts have them. Only whole ones: `joanna@shop.test` holds no
 * `anna@shop.test`. Takes time in proportion to the text, whatever is in it.
 * @example
 * addressesIn('Write to Anna@Shop.test, please'); // ['anna@shop.test']
 * addressesIn('https://shop.test/?to=anna%40shop.test&x=1'); // ['anna@shop.test']
 */
export function addressesIn(text: string): string[] {
  const found = new Set<string>();
  collectAddresses(text, found);
  if (text.includes('%')) collectAddresses(decodeFully(text), found);
  return [...found];
}

/** Undoes each percent-encoding of a character, however often it was encoded. */
function decodeFully(text: string): string {
  return text.replace(/(?:%(?:25)*[0-9a-f]{2})+/gi, (run) => decode(run.replace(/%(?:25)+(?=[0-9a-f]{2})/gi, '%')));
}

function collectAddresses(text: string, found: Set<string>): void {
  for (const { index, 0: sign } of text.matchAll(/@|%40/g)) {
    const domain = domainAfter(text, index + sign.length);
    if (domain === null) continue;
    for (const name of namesBefore(text, index)) {
      const address = normalizeEmail(`${name}@${domain}`);
      if (address !== null) found.add(address);
    }
  }
}

function domainAfter(text: string, start: number): string | null {
  const rest = text.slice(start, start + maxRight);
  const letters = domainLetters.exec(rest)?.[0].replace(/[.-]+$/, '');
  return letters && isEnd.test(rest.slice(letters.length)) ? letters : null;
}

/** What may be the part before the sign: the whole run up to it, and what follows a quote or an encoded boundary. */
function namesBefore(text: string, end: number): string[] {
  let start = end;
  while (start > 0 && end - start < maxLeft && !isBoundary.test(text[start - 1]!)) start--;
  const run = text.slice(start, end);
  const starts = [0, ...(run.startsWith("'") ? [1] : [])];
  for (const match of run.matchAll(new RegExp(encodedBoundary, 'gi'))) starts.push(match.index + match[0].length);
  return starts.map((at) => decode(run.slice(at)));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The addresses in all texts of a JSON value, names of members included. */
export function addressesInJson(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string') {
    if (/@|%(?:25)*40/.test(value)) for (const address of addressesIn(value)) found.add(address);
  } else if (Array.isArray(value)) {
    for (const member of value) addressesInJson(member, found);
  } else if (value !== null && typeof value === 'object') {
    for (const [key, member] of Object.entries(value)) {
      addressesInJson(key, found);
      addressesInJson(member, found);
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
  const before = `(?:(?<![^${boundary}])|(?<=(?:^|[${boundary}]|${encodedBoundary})')|(?<=${encodedBoundary}))`;
  const after = `(?=${end})`;
  return [...domains].map((host) => `${before}${[...`${name}@${host}`].map(inAnyEncoding).join('')}${after}`);
}

/** A character as it is or percent-encoded, large or small. */
function inAnyEncoding(character: string): string {
  const literal = character.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
  const encoded = new Set(
    [character.toLowerCase(), character.toUpperCase()].map((form) =>
      [...Buffer.from(form)].map((byte) => `${percent}${byte.toString(16).padStart(2, '0')}`).join(''),
    ),
  );
  return `(?:${[literal, ...encoded].join('|')})`;
}

/** Takes addresses out of a text. */
export function redactText(text: string, patterns: readonly string[]): string {
  return patterns.reduce((line, pattern) => line.replace(new RegExp(pattern, 'gi'), '[erased]'), text);
}
