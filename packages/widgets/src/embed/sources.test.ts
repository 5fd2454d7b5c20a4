import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const src = fileURLToPath(new URL('..', import.meta.url));
const isWidget = (path: string) => !/(^|\/)(testing|stories)\/|\.test\./.test(path);
const sources = globSync('**/*.tsx', { cwd: src }).filter(isWidget);

/** What React's types allow, and Preact's core does otherwise or not at all. */
const unlike: [name: string, pattern: RegExp, instead: string][] = [
  ['onChange', /\bonChange\b/, 'onInput: React calls it at every change, Preact when the browser has its `change`'],
  ['onFocus, onBlur', /\bon(Focus|Blur)\b/, 'onFocusIn, onFocusOut: React lets them bubble, browsers do not'],
  [
    'style',
    /\bstyle=/,
    'a class: a server renders an attribute of it, which a strict policy forbids, and Preact adds no px',
  ],
];

test('there are sources to look at', () => expect(sources.length).toBeGreaterThan(8));

test.each(unlike)('no widget uses %s', (_, pattern, instead) => {
  const found = sources.filter((path) => pattern.test(readFileSync(`${src}/${path}`, 'utf8')));
  expect(found, instead).toEqual([]);
});
