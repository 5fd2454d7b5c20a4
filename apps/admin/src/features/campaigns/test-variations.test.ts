import { campaignDefinitionSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { firstTest, kindOf, newVariation, withKind } from './test-variations.ts';

test('the first test lacks only its second subject', () => {
  const begun = firstTest('en');
  const [plain, other] = begun.variations;
  const check = (subject: string) =>
    campaignDefinitionSchema.safeParse({
      test: { ...begun, variations: [plain, { ...other, override: { subjects: { en: subject } } }] },
    });
  expect(check('').error?.issues[0]?.path).toEqual(['test', 'variations', 1, 'override', 'subjects', 'en']);
  expect(check('Is it spring?').success).toBe(true);
});

test('a kind that is chosen is the kind that is read again', () => {
  for (const kind of ['same', 'subject', 'message', 'holdout'] as const)
    expect(kindOf(withKind(newVariation([]), kind, 'en'))).toBe(kind);
});

test('what the form cannot say of a variation is kept', () => {
  const late = { ...newVariation([]), delay: { amount: 2, unit: 'hours' as const } };
  expect(kindOf(late)).toBe('other');
  expect(withKind(late, 'other', 'en')).toEqual(late);
  expect(kindOf({ ...newVariation([]), override: { senderName: 'Kim' } })).toBe('other');
});

test('each new variation has a key of its own', () => {
  const first = newVariation([]);
  const third = { ...newVariation([first]), key: 'c' };
  expect([first, third, newVariation([first, third])].map(({ key }) => key)).toEqual(['a', 'c', 'b']);
});
