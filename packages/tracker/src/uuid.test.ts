import fc from 'fast-check';
import { expect, test } from 'vitest';
import { uuidv7 } from './uuid.ts';

/** From 2004, when the time first needs eleven hexadecimal digits, until 2527. */
const time = fc.integer({ min: 0x10000000000, max: 0xfffffffffff });

test('an id is a UUID of version 7 that carries its time', () => {
  fc.assert(
    fc.property(time, (at) => {
      const id = uuidv7(at);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(at);
    }),
  );
});

test('ids sort by their time', () => {
  fc.assert(
    fc.property(time, time, (a, b) => {
      if (a !== b) expect(uuidv7(a) < uuidv7(b)).toBe(a < b);
    }),
  );
});

test('ids of one millisecond differ', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => uuidv7(1_763_729_999_999))).size).toBe(10_000);
});
