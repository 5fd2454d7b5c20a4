import { expect, it } from 'vitest';
import { mailPage } from './mail-page.ts';

it('opens links in a new tab, whatever the mail says', () => {
  const page = mailPage('<!DOCTYPE html><html><head><base target="_self"></head><body>Hello</body></html>');
  expect(page).toMatch(/^<!DOCTYPE html><base target="_blank">/);
  expect(page).toContain('<body>Hello</body>');
});

it('keeps a mail without a doctype out of quirks mode', () => {
  expect(mailPage('<p>Hello</p>')).toMatch(/^<!doctype html><base target="_blank">.*<p>Hello<\/p>$/);
});
