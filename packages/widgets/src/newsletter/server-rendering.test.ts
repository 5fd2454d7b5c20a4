import { createElement, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Newsletter } from './index.ts';
import de from './texts/de.json' with { type: 'json' };
import en from './texts/en.json' with { type: 'json' };

test('a server renders the whole form, with the texts it is given', () => {
  const form = createElement(Newsletter, { texts: { heading: 'Letters from the workshop' } });
  const html = renderToString(createElement(StrictMode, null, form));
  expect(html).toContain('Letters from the workshop');
  expect(html).toContain(en.wording);
  expect(html).toMatch(/<input[^>]*type="email"[^>]*autoComplete="email"/i);
  expect(html).toMatch(/role="status"/);
});

test('a server renders the asked language; a text that is replaced is replaced, and English needs nothing carried', () => {
  const render = (lang: string, texts = {}) => renderToString(createElement(Newsletter, { lang, texts }));
  const german = render('de-CH', { heading: 'Briefe aus der Werkstatt' });
  expect(german).toContain('Briefe aus der Werkstatt');
  expect(german).toContain(de.wording);
  expect(german).not.toContain(en.submit);
  expect(render('en-GB')).not.toContain('data-texts');
  expect(render('sv')).toBe(render('en'));
});
