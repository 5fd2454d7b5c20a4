import { expect, test } from 'vitest';
import { chooseLanguage } from './catalogs.ts';
import de from './de.json' with { type: 'json' };
import en from './en.json' with { type: 'json' };

test('the first wish decides, whatever its region and case', () => {
  expect(chooseLanguage(['de-AT', 'en', 'fr'])).toBe('de');
  expect(chooseLanguage([undefined, '', 'PT-br', 'en'])).toBe('pt');
  expect(chooseLanguage([null, '', 'ja'])).toBe('ja');
});

test.each([['de', de]])(
  '%s has every text and every placeholder, and a wording version of its own',
  (language, texts) => {
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    for (const [name, text] of Object.entries(en)) {
      expect(texts[name as keyof typeof en].match(/\{\w+\}/g)).toEqual(text.match(/\{\w+\}/g));
    }
    expect(texts.wordingVersion).toMatch(new RegExp(`^${language}-\\d+$`));
  },
);
