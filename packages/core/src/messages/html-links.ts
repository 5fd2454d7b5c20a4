/** A web link of a mail: where its attribute begins and ends in the HTML, and its address. */
type FoundLink = { from: number; to: number; url: string };

const attribute = /\shref\s*=\s*(?:"\s*(https?:[^"]*)"|'\s*(https?:[^']*)'|(https?:[^\s"'>]+))/gi;

/** Links that readers follow; `v:` are the buttons of Outlook. A style sheet is none. */
const linking = /^<(?:a|area|v:\w+)\s/i;

/** Longer addresses are left as they are. Browsers and mail clients cut them off. */
const maxLength = 4_000;

/** The links of a mail that lead to the web, in the order in which they stand. Anchors, mailto, tel and others are none. */
export function findWebLinks(html: string): FoundLink[] {
  const found: FoundLink[] = [];
  for (const match of html.matchAll(attribute)) {
    const from = match.index;
    const tag = html.slice(html.lastIndexOf('<', from), from + 1);
    if (!linking.test(tag) || isClosed(tag)) continue;
    const url = toAddress(match[1] ?? match[2] ?? match[3]!);
    if (url !== null) found.push({ from, to: from + match[0].length, url });
  }
  return found;
}

/** What stands behind the end of the tag is text. */
const isClosed = (tag: string) => tag.includes('>') && tag.replace(/"[^"]*"|'[^']*'/g, '').includes('>');

/** Puts other addresses into the links that `findWebLinks` has found; a link without one stays as it is. */
export function replaceLinks(
  html: string,
  links: readonly FoundLink[],
  addressOf: (url: string) => string | undefined,
): string {
  let written = '';
  let end = 0;
  for (const { from, to, url } of links) {
    const address = addressOf(url);
    if (address === undefined) continue;
    written += `${html.slice(end, from)} href="${escapeAttribute(address)}"`;
    end = to;
  }
  return written + html.slice(end);
}

const attributes = /([^\s"'>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g;

/** What the links of a mail hold, as browsers read it, whether or not it can be followed. Empty: a link without address. */
export function findAddresses(html: string): string[] {
  return [...html.matchAll(/<(?:a|area)\b([^>]*)/gi)].flatMap(([, inner]) => {
    const values = new Map<string, string>();
    for (const [, name, double, single, bare] of inner!.matchAll(attributes)) {
      // Of two attributes with one name, the first counts.
      const key = name!.toLowerCase();
      if (!values.has(key)) values.set(key, double ?? single ?? bare ?? '');
    }
    const isPlace = values.has('name') || values.has('id');
    return values.has('href') || !isPlace ? [decodeAttribute(values.get('href') ?? '')] : [];
  });
}

/** The address that an attribute means, in ASCII, as headers need it; null if it is none that can be followed. */
function toAddress(value: string): string | null {
  const text = decodeAttribute(value).trim();
  if (text.length > maxLength) return null;
  // As its author wrote it, where that needs no encoding. To parse all addresses would take a tenth of the time of a mail.
  if (/^https?:\/\/[\w.-]+(?::\d+)?(?:[/?#][!#-;=?-[\]_a-z~]*)?$/i.test(text)) return text;
  const parsed = URL.parse(text);
  return parsed?.hostname ? parsed.href : null;
}

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** A bare `&` stays, as browsers read it. */
function decodeAttribute(value: string): string {
  if (!value.includes('&')) return value;
  return value.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return named[(name as string).toLowerCase()]!;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}

const escapeAttribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
