import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findWebLinks, replaceLinks } from './html-links.ts';
import { withParameters } from './utm.ts';

const urls = (html: string) => findWebLinks(html).map(({ url }) => url);

test.each([
  ['<a href="https://shop.test/a">', ['https://shop.test/a']],
  ["<a class='x' href='https://shop.test/a'>", ['https://shop.test/a']],
  ['<a href=https://shop.test/a>', ['https://shop.test/a']],
  ['<A HREF = " HTTPS://shop.test/a ">', ['HTTPS://shop.test/a']],
  ['<area\nhref="http://shop.test/a">', ['http://shop.test/a']],
  ['<v:roundrect href="https://shop.test/a">', ['https://shop.test/a']],
  ['<a title="a > b" href="https://shop.test/a">', ['https://shop.test/a']],
  ['<a href="https://shop.test/a?x=1&#38;y=2&#x26;z=3&copy=4">', ['https://shop.test/a?x=1&y=2&z=3&copy=4']],
  ['<a href="https://bücher.test/ä">', ['https://xn--bcher-kva.test/%C3%A4']],
  ['<link href="https://fonts.test/a.css">', []],
  ['<a id="a">text href="https://shop.test/a"</a>', []],
  ['<a data-href="https://shop.test/a" href="#top">', []],
  ['<a href="mailto:a@shop.test"><a href="tel:+49"><a href="data:text/html,x"><a href="">', []],
  ['<a href="https://">', []],
])('%s', (html, expected) => {
  expect(urls(html)).toEqual(expected);
});

test('everything but the links stays as it is, and each link can be read back', () => {
  const part = fc.oneof(
    fc.constantFrom(
      '<p>',
      ' text ',
      '<a href="#top">',
      '<img src="https://shop.test/i.png">',
      "<b title='>'>",
      '&amp;',
    ),
    fc
      .webUrl({ withQueryParameters: true, withFragments: true })
      .map((url) => `<a href="${url.replaceAll('&', '&amp;')}">`),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const html = parts.join('');
      const links = findWebLinks(html);
      const replaced = replaceLinks(html, links, (url) => `https://beckon.test/?to=${encodeURIComponent(url)}&x="`);
      const back = findWebLinks(replaced).map(({ url }) => new URL(url).searchParams.get('to'));
      expect(back).toEqual(links.map(({ url }) => url));
      const withoutLinks = (text: string) => text.replace(/href="https?:[^"]*"/g, '');
      expect(withoutLinks(replaced)).toBe(withoutLinks(html));
      expect(replaceLinks(html, links, () => undefined)).toBe(html);
    }),
  );
});

test('parameters are added once, behind what the author has written', () => {
  const added = [
    ['utm_source', 'beckon'],
    ['utm_medium', 'email'],
  ] as const;
  expect(withParameters('https://shop.test/?', added)).toBe('https://shop.test/?utm_source=beckon&utm_medium=email');
  expect(withParameters('https://shop.test/?a&', added)).toBe(
    'https://shop.test/?a&utm_source=beckon&utm_medium=email',
  );
  // Only the first question mark begins the query.
  expect(withParameters('https://shop.test/??', added)).toBe('https://shop.test/??&utm_source=beckon&utm_medium=email');
  expect(withParameters('https://shop.test/?UTM_Source=x&utm_medium', added)).toBe(
    'https://shop.test/?UTM_Source=x&utm_medium',
  );
  fc.assert(
    fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
      const once = withParameters(url, added);
      expect(withParameters(once, added)).toBe(once);
      const [before, after] = [new URL(url), new URL(once)];
      expect([after.origin, after.pathname, after.hash]).toEqual([before.origin, before.pathname, before.hash]);
      expect([...after.searchParams].slice(0, [...before.searchParams].length)).toEqual([...before.searchParams]);
      expect(after.searchParams.get('utm_source')).toBe('beckon');
    }),
  );
});
