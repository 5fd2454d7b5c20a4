import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { chooseLanguage, languages } from './catalogs.ts';

const src = fileURLToPath(new URL('..', import.meta.url));
const folders = globSync('**/texts/en.json', { cwd: src }).map(dirname).sort();
const read = (folder: string, language: string): Record<string, string> =>
  JSON.parse(readFileSync(join(src, folder, `${language}.json`), 'utf8'));

test('the first language given is used, whatever its region and case', () => {
  expect(chooseLanguage(['de-AT', 'en', 'fr'])).toBe('de');
  expect(chooseLanguage([undefined, '', 'PT-br', 'en'])).toBe('pt');
  expect(chooseLanguage([null, '', 'ja'])).toBe('ja');
  expect(chooseLanguage(['sv', 'de'])).toBe('en');
  expect(chooseLanguage([])).toBe('en');
});

test('there are the shared texts, and some widgets', () => expect(folders.length).toBeGreaterThan(1));

describe.each(folders)('%s', (folder) => {
  const english = read(folder, 'en');

  test.each(languages)('%s has every text, with its placeholders, and its own wording version', (language) => {
    const texts = read(folder, language);
    expect(Object.keys(texts)).toEqual(Object.keys(english));
    for (const [name, text] of Object.entries(english)) {
      expect(texts[name]?.trim()).toBeTruthy();
      expect(texts[name]?.match(/\{\w+\}/g)).toEqual(text.match(/\{\w+\}/g));
    }
    if ('wordingVersion' in texts) expect(texts.wordingVersion).toMatch(new RegExp(`^${language}-\\d+$`));
  });

  test.each(languages.filter((language) => language !== 'en'))('%s is not English', (language) => {
    const texts = read(folder, language);
    const same = Object.keys(english).filter((name) => texts[name] === english[name] && english[name]!.length > 12);
    expect(same).toEqual([]);
  });
});
