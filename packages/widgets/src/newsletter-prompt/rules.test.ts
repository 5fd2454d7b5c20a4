import { expect, test } from 'vitest';
import { fits } from './rules.ts';

test.each([
  ['/checkout* /cart*', '/checkout', true],
  ['/checkout* /cart*', '/checkout/pay', true],
  ['/checkout* /cart*', '/products/cart', false],
  ['/', '/products', false],
  ['/ /products/*', '/products/mug', true],
  ['/a.b', '/axb', false],
  ['', '/', false],
])('%j for %j is %j', (patterns, path, expected) => expect(fits(patterns, path)).toBe(expected));
