import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit } from './fit.ts';

const lines = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), { maxLength: 700 });
const limit = fc.integer({ min: 1, max: 20_000 });

test('what fits is within the limit of bytes and of 500 lines, in the same order; the first line always fits', () => {
  fc.assert(
    fc.property(lines, limit, (all, limit) => {
      const kept = fit(all, limit);
      expect(kept.length <= 1 || new Blob(kept).size < limit).toBe(true);
      expect(kept.length).toBeLessThanOrEqual(500);
      expect(kept).toEqual(all.slice(0, kept.length));
    }),
  );
});

test('nothing is left out that would have fitted', () => {
  fc.assert(
    fc.property(lines, limit, (all, limit) => {
      const { length } = fit(all, limit);
      expect(length === all.length || length === 500 || new Blob(all.slice(0, length + 1)).size >= limit).toBe(true);
    }),
  );
});

test('what must be kept is kept, whatever the limit', () => {
  fc.assert(
    fc.property(lines, fc.array(fc.boolean(), { minLength: 700, maxLength: 700 }), (texts, isOrder) => {
      const all = texts.map((text, index) => (isOrder[index] ? `${text}"placed_order"` : text));
      const kept = fit(all, 1, '"placed_order"');
      expect(kept).toEqual(all.filter((line, index) => index === 0 || line.includes('"placed_order"')));
    }),
  );
});
