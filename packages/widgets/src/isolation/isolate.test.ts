import { expect, test } from 'vitest';
import { isolate } from './isolate.ts';

test('every declaration is important, nested ones and the last ones too, and selectors stay', () => {
  const css =
    '/* a: b; */ .a {\n  --b: light-dark(#fff, #000);\n  &:hover::after { color: var(--b, red) }\n  @media (width > 9px) { b:not(c) { inset: 0 1px } }\n}\n';
  expect(isolate(css)).toBe(
    '@layer beckon {\n .a {\n  --b: light-dark(#fff, #000) !important;\n  &:hover::after { color: var(--b, red) !important}\n  @media (width > 9px) { b:not(c) { inset: 0 1px !important} }\n}\n}\n',
  );
});
