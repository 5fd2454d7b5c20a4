import { expect, it } from 'vitest';
import { indentJson, jsonPieces } from './json-pieces.ts';

it('tells keys from values', () => {
  const kinds = jsonPieces('{"a": "b:\\"c", "n": -1.5, "x": null}')
    .filter(({ kind }) => kind !== 'rest')
    .map(({ kind, text }) => `${kind} ${text}`);
  expect(kinds).toEqual(['key "a"', 'string "b:\\"c"', 'key "n"', 'number -1.5', 'key "x"', 'word null']);
});

it.each(['{"a":[1,2,{"b":"c"}]}', '{"cut": "off', '', 'no json at all: 12', '"\\u0000"'])(
  'loses no character of %s',
  (json) => {
    expect(
      jsonPieces(json)
        .map(({ text }) => text)
        .join(''),
    ).toBe(json);
  },
);

it('indents JSON and leaves the rest alone', () => {
  expect(indentJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(indentJson('{"a":')).toBe('{"a":');
});
