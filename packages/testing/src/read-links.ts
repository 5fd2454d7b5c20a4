const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The links of a mail, in their order, with the text that is shown for them. */
export function readLinks(html: string): { text: string; href: string }[] {
  return [...html.matchAll(/<a\b[^>]*?\shref="([^"]*)"[^>]*>([\s\S]*?)<\/a>/g)].map(([, href, inside]) => {
    const image = /<img\b[^>]*\salt="([^"]*)"/.exec(inside!)?.[1] ?? '';
    const text = inside!.replace(/<[^>]*>/g, ' ').trim() === '' ? image : inside!.replace(/<[^>]*>/g, ' ');
    return { href: decode(href!), text: decode(text).replace(/\s+/g, ' ').trim() };
  });
}

const decode = (text: string) =>
  text
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, isHex, digits) =>
      String.fromCodePoint(Number.parseInt(digits, isHex ? 16 : 10)),
    )
    .replace(/&(\w+);/g, (whole, name) => named[name] ?? whole);
