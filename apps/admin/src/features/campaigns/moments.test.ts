import { expect, test } from 'vitest';
import { fromFieldText, toFieldText, tomorrowMorning } from './moments.ts';

test('a moment survives the way through a date and time field', () => {
  const at = '2027-03-02T08:00:00.000Z';
  expect(fromFieldText(toFieldText(new Date(at)))).toBe(at);
});

test('a field that is not filled in is no moment', () => {
  expect(fromFieldText('')).toBeNull();
});

test('the time that is offered is nine in the morning of the next day, also at the end of a month', () => {
  expect(toFieldText(tomorrowMorning(new Date(2027, 1, 28, 23, 59).getTime()))).toBe('2027-03-01T09:00');
});
