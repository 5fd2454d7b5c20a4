import { createElement, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Newsletter } from './index.ts';
import en from './texts/en.json' with { type: 'json' };

test('a server renders the whole form, with the texts it is given', () => {
  const form = createElement(Newsletter, { texts: { heading: 'Letters from the workshop' } });
  const html = renderToString(createElement(StrictMode, null, form));
  expect(html).toContain('Letters from the workshop');
  expect(html).toContain(en.wording);
  expect(html).toMatch(/<input[^>]*type="email"[^>]*autoComplete="email"/i);
  expect(html).toMatch(/role="status"/);
});
