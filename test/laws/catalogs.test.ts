import { globSync, readFileSync } from 'node:fs';
import { languages } from '@beckon/core/lib';
import { describe, expect, test } from 'vitest';
import { root } from './sources.ts';

type Catalog = Record<string, string>;

const read = (folder: string, language: string): Catalog =>
  JSON.parse(readFileSync(`${root}/${folder}/${language}.json`, 'utf8'));
const [mails, pages, center] = [
  'packages/core/src/messages/texts',
  'packages/edge-api/src/pages/texts',
  'packages/widgets/src/preference-center/texts',
] as const;
/** Placeholders in a text: names in braces, and the tags of a link. */
const placeholders = (text: string) => (text.match(/\{\w+\}|<\/?\w+>/g) ?? []).toSorted();

/** Words that are the same in several languages. */
const loanwords = ['marketing'];

describe.each([mails, pages])('%s', (folder) => {
  const english = read(folder, 'en');

  test.each(languages)('%s has every text, with its placeholders', (language) => {
    const texts = read(folder, language);
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const [name, text] of Object.entries(english)) {
      expect(texts[name]?.trim(), name).toBeTruthy();
      expect(placeholders(texts[name]!), name).toEqual(placeholders(text));
    }
  });

  test.each(languages.filter((language) => language !== 'en'))('%s is not English', (language) => {
    const texts = read(folder, language);
    const same = Object.entries(english).filter(
      ([name, text]) => texts[name] === text && text.length > 8 && !loanwords.includes(text),
    );
    expect(same).toEqual([]);
  });
});

test('mails, pages and widgets have the same languages', () => {
  for (const folder of [mails, pages, center]) {
    const files = globSync(`${folder}/*.json`, { cwd: root }).map((file) => file.split('/').at(-1));
    expect(files.toSorted(), folder).toEqual(languages.map((language) => `${language}.json`).toSorted());
  }
});

describe.each(languages)('in %s', (language) => {
  test('the hosted page and the preference center have the same texts, including consent wording and its version', () => {
    const [page, widget] = [read(pages, language), read(center, language)];
    const shared = Object.keys(page).filter((name) => name in widget);
    expect(shared).toContain('wordingVersion');
    for (const name of shared) expect(page[name], name).toBe(widget[name]);
  });

  test('the preference center uses the same link text as the mails', () => {
    expect(read(center, language).more).toContain(read(mails, language).preferences);
  });
});
