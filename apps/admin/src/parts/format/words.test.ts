import { expect, it } from 'vitest';
import { inWords, shorten } from './words.ts';

it('reads a name of the machine as words', () => {
  expect(inWords('newsletter_confirmation')).toBe('Newsletter confirmation');
  expect(inWords('orderTotal')).toBe('Order total');
  expect(inWords('')).toBe('');
});

it('cuts a long text, and never through an emoji', () => {
  expect(shorten('linen shirt', 20)).toBe('linen shirt');
  expect(shorten('👗👗👗👗', 3)).toBe('👗👗…');
});
