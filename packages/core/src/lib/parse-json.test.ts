import { expect, test } from 'vitest';
import { parseJson } from './parse-json.ts';

test.each([
  ['{"orderId":576461413038785752}', { orderId: '576461413038785752' }],
  ['{"items":[{"productId": 9007199254740993}]}', { items: [{ productId: '9007199254740993' }] }],
  ['[12345678901234567,\n 12345678901234568]', ['12345678901234567', '12345678901234568']],
  ['{"id":-9223372036854775808}', { id: '-9223372036854775808' }],
  // A round number of this length could be kept as a number, but its neighbours could not, so all of them become texts.
  ['{"id":10000000000000000000}', { id: '10000000000000000000' }],
])('a whole number beyond 2^53 keeps its digits: %s', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test.each([
  ['{"id":9007199254740991}', { id: 9007199254740991 }],
  ['{"total":59.970000000000006,"n":[1]}', { total: 59.970000000000006, n: [1] }],
  ['{"a":1234567890123456.5,"b":1e20}', { a: 1234567890123456.5, b: 1e20 }],
  ['{"id":"576461413038785752"}', { id: '576461413038785752' }],
  ['{"text":"see, 576461413038785752","n":1}', { text: 'see, 576461413038785752', n: 1 }],
])('everything else reads as it always did: %s', (text, value) => {
  expect(parseJson(text)).toEqual(value);
});

test('invalid JSON is refused, with or without long numbers', () => {
  expect(() => parseJson('{')).toThrow(expect.objectContaining({ code: 'bad_json' }));
  expect(() => parseJson('{"id":576461413038785752')).toThrow(expect.objectContaining({ code: 'bad_json' }));
});
