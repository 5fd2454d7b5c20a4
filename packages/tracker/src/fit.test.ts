import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit } from './fit.ts';

const lines = fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }), { maxLength: 700 });
const limit = fc.integer({ min: 1, max: 20_000 });

const sizeOf = (texts: string[]) => new Blob(texts).size;

test('what fits is within the limit of bytes, in the same order; the first line always fits', () => {
  fc.assert(
    fc.property(lines, limit, (all, limit) => {
      const kept = fit(all, [], limit);
      expect(kept.length <= 1 || sizeOf(kept) < limit).toBe(true);
      expect(kept).toEqual(all.slice(0, kept.length));
    }),
  );
});

test('nothing is left out that would have fitted', () => {
  fc.assert(
    fc.property(lines, limit, (all, limit) => {
      const { length } = fit(all, [], limit);
      expect(length === all.length || sizeOf(all.slice(0, length + 1)) >= limit).toBe(true);
    }),
  );
});

test('done lines are left out, and take no space', () => {
  fc.assert(
    fc.property(lines, lines, limit, (all, done, limit) => {
      const rest = all.filter((line) => !done.includes(line));
      expect(fit(all, done, limit)).toEqual(fit(rest, [], limit));
    }),
  );
});

test('required lines are kept, whatever the limit', () => {
  fc.assert(
    fc.property(lines, fc.array(fc.boolean(), { minLength: 700, maxLength: 700 }), (texts, isOrder) => {
      const all = texts.map((text, index) => (isOrder[index] ? `${text}"placed_order"` : text));
      const kept = fit(all, [], 1, '"placed_order"');
      expect(kept).toEqual(all.filter((line, index) => index === 0 || line.includes('"placed_order"')));
    }),
  );
});
