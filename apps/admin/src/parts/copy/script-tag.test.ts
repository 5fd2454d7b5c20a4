import { expect, it } from 'vitest';
import { scriptTag } from './script-tag.ts';

it('writes the tag that a shop pastes', () => {
  expect(scriptTag('https://kit.shop.example', 'pk_live_1')).toBe(
    '<script async src="https://kit.shop.example/beckon.js" data-key="pk_live_1"></script>',
  );
});

it('lets no key break out of its attribute', () => {
  expect(scriptTag('https://kit.shop.example', '"><script>')).toContain('data-key="&quot;>&lt;script>"');
});
