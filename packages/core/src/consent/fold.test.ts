import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../testing/runs.ts';
import { type ConsentAction, foldConsent } from './fold.ts';

const action = fc.constantFrom<ConsentAction>('requested', 'granted', 'revoked');
const fold = (actions: ConsentAction[]) => actions.reduce<ConsentAction | null>(foldConsent, null);

test('without an entry there is no consent', () => {
  expect(fold([])).toBeNull();
});

test('the last grant or revocation counts; requests change nothing but the very beginning', () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
      const last = actions.findLast((one) => one !== 'requested');
      expect(fold(actions)).toBe(last ?? (actions.length > 0 ? 'requested' : null));
    }),
    { numRuns: runs(500) },
  );
});

test('nothing but a grant ever leads to granted', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 1 }), (actions) => {
      fc.pre(fold(actions.slice(0, -1)) !== 'granted' && fold(actions) === 'granted');
      expect(actions.at(-1)).toBe('granted');
    }),
  );
});
