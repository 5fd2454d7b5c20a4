import { expect, test } from 'vitest';
import { compareFacts } from './compare-facts.ts';

const labels = { name: 'Name', origins: 'Allowed origins', days: 'Days' };
const state = { name: 'Storefront', origins: ['https://a.example'], days: 7 as number | null };

test('a comparison names what changed in words, and keeps those fields alone', () => {
  expect(compareFacts('Storefront', labels, state, { ...state, origins: ['https://b.example'] })).toEqual({
    summary: 'Allowed origins of Storefront: added https://b.example, removed https://a.example',
    before: { origins: ['https://a.example'] },
    after: { origins: ['https://b.example'] },
  });
  expect(compareFacts('Storefront', labels, state, { ...state, name: 'Shop', days: null }).summary).toBe(
    'Name of Storefront: from "Storefront" to "Shop"; Days of Storefront: from 7 to none',
  );
});

test('a reordered list is a change, and an equal state is not', () => {
  const two = { ...state, origins: ['a', 'b'] };
  expect(compareFacts('Shop', labels, two, { ...two, origins: ['b', 'a'] }).summary).toBe(
    'Allowed origins of Shop: another order',
  );
  expect(compareFacts('Shop', labels, state, { ...state })).toEqual({
    summary: 'Shop: saved without a change',
    before: {},
    after: {},
  });
});

test('a long value is cut in the summary alone', () => {
  const long = 'x'.repeat(400);
  const compared = compareFacts('Shop', labels, state, { ...state, name: long });
  expect(compared.summary.length).toBeLessThan(200);
  expect(compared.after).toEqual({ name: long });
});
