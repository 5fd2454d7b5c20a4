import { expect, it } from 'vitest';
import { safeReturnPath } from './return-path.ts';

it('returns to a screen of this app', () => {
  expect(safeReturnPath('/contacts?search=anna')).toBe('/contacts?search=anna');
});

it.each([undefined, 3, '', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'goes to the overview rather than to %s',
  (path) => {
    expect(safeReturnPath(path)).toBe('/');
  },
);

it('does not return to the sign-in itself', () => {
  expect(safeReturnPath('/sign-in?to=/contacts')).toBe('/');
});
