import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fit } from './fit.ts';

const lines = fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 700 });
const never = () => false;

test('what fits is within the limit of bytes and of 500 lines, in the same order', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 20_000 }), (all, limit) => {
      const kept = fit(all, limit, never);
      expect(new Blob(kept).size).toBeLessThan(limit);
      expect(kept.length).toBeLessThanOrEqual(500);
      expect(kept).toEqual(all.slice(0, kept.length));
    }),
  );
});

test('nothing is left out that would have fitted', () => {
  fc.assert(
    fc.property(lines, fc.integer({ min: 1, max: 20_000 }), (all, limit) => {
      const kept = fit(all, limit, never);
      const next = all.slice(0, kept.length + 1);
      expect(kept.length === all.length || kept.length === 500 || new Blob(next).size >= limit).toBe(true);
    }),
  );
});

test('what must be kept is kept, whatever the limit', () => {
  fc.assert(
    fc.property(lines, (all) => {
      const isLong = (line: string) => line.length > 30;
      expect(fit(all, 0, isLong)).toEqual(all.filter(isLong));
    }),
  );
});
