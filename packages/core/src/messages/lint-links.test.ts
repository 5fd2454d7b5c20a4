import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../testing/index.ts';
import { lintLinks } from './lint-links.ts';

const known = {
  siteUrl: 'https://www.shop.test/en',
  publicUrl: 'https://beckon.test',
  linkHosts: ['social.test'],
};
const escaped = (link: string) => link.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
const codesOf = (html: string) => lintLinks({ html, text: '' }, known).map(({ code }) => code);
const codesOfLink = (link: string) => codesOf(`<a href="${escaped(link)}">x</a>`);

test.each([
  'https://shop.test',
  'https://www.shop.test/a?b=c#d',
  'HTTPS://Shop.test:8443/',
  'https://de.shop.test/',
  'https://social.test/shop',
  'https://beckon.test/u/1',
  'https://[region].shop.test/',
  'https://shop.test/\n a',
  'https://shop.test/?to=https://evil.test//x',
  'mailto:a@evil.test',
  '#top',
])('%j is a good link', (link) => {
  expect(codesOfLink(link)).toEqual([]);
});

test.each([
  'https://evil.test',
  'https://notshop.test',
  'https://shop.test.evil.test/',
  'https://www.social.test/',
  'http://evil.test/?u=https://shop.test/',
  'https://shоp.test/',
])('%j leads to another website', (link) => {
  expect(codesOfLink(link)).toEqual(['other_website']);
});

test.each([
  '//evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '/\t/evil.test',
  '%2f%2fevil.test',
  '/%5Cevil.test',
  'http:%2f%2fevil.test',
  'https:%5c%5cevil.test',
  'https:evil.test',
  'https:/evil.test',
  'https:///evil.test',
  'https:\\\\evil.test',
  'https://shop.test\\@evil.test',
  'https://shop.test@evil.test',
  'https://shop.test%2f@evil.test',
  'https://evil.test%2f.shop.test',
  'https://evil.test&sol;.shop.test',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'data:text/html,x',
  'vbscript:x',
  'file:///etc/passwd',
])('%j is not safe', (link) => {
  expect(codesOfLink(link)).toEqual(['unsafe_link']);
});

test('a link is found however its attribute is written, and the first attribute counts', () => {
  expect(codesOf(`<a href='https://evil.test'><a href=https://evil.test><AREA HREF = "https://evil.test">`)).toEqual(
    Array(3).fill('other_website'),
  );
  expect(codesOf('<a href="https&#58;//evil.test"><a href="&#x6a;avascript:x">')).toEqual([
    'other_website',
    'unsafe_link',
  ]);
  expect(codesOf(`<a title=" href='https://shop.test/'" href="https://evil.test">`)).toEqual(['other_website']);
  expect(codesOf('<a href="https://evil.test" href="https://shop.test">')).toEqual(['other_website']);
  expect(codesOf('<a id="x" href="javascript:x"><a name="top"><a data-href="x">')).toEqual([
    'unsafe_link',
    'dead_link',
  ]);
});

test('addresses in a text are links, without what ends the sentence', () => {
  const textOf = (text: string) => lintLinks({ html: null, text }, known).map((finding) => finding.text);
  expect(textOf('See https://shop.test. (Or https://social.test/x)!')).toEqual([]);
  expect(textOf('See http://evil.test/a, or https://link.invalid/confirm_url')).toEqual([
    'it leads to another website: evil.test',
  ]);
});

test('a link without a finding leads to a known website, as the parser of URLs reads it', () => {
  const part = fc.constantFrom(
    ...['https:', 'http:', '//', '/', '\\', '%2f', '%5c', '@', ':', '.', '#', '?', '\t', ' ', '&', ';', '80'],
    ...['shop.test', 'evil.test', 'social.test', 'www.', '[', ']', 'javascript:', '。', '&sol;', '\u00ad'],
  );
  const hosts = ['shop.test', 'social.test', 'beckon.test'];
  const link = fc
    .tuple(fc.constantFrom('', 'https:', 'https://', 'https://shop.test'), fc.array(part, { maxLength: 6 }))
    .map(([start, parts]) => start + parts.join(''));
  fc.assert(
    fc.property(link, (given) => {
      if (codesOfLink(given).length > 0 || given.trim().startsWith('#')) return;
      const url = URL.parse(given);
      if (url) expect(hosts.some((host) => url.hostname === host || url.hostname.endsWith('.shop.test'))).toBe(true);
    }),
    { numRuns: runs(2_000) },
  );
});
