import { raw } from 'hono/html';

const icon = (viewBox: string, content: string) =>
  raw(`<svg viewBox="${viewBox}" aria-hidden="true" focusable="false">${content}</svg>`);

/** Three balconies; there is a person on the third one. */
export const logo = icon(
  '0 0 32 40',
  '<path d="M2 30h28v3H2zM5 33v7M11 33v7M17 33v7M23 33v7M28 33v7M2 16h28v3H2zM5 19v6M11 19v6M17 19v6M23 19v6M28 19v6" fill="none" stroke="currentColor" stroke-width="2"/><path d="M9 12a7 7 0 0 1 14 0z" class="logo-sun"/><path d="M1 12h30v3H1z" fill="currentColor"/>',
);

export const basket = icon(
  '0 0 24 24',
  '<path d="M4 9h16l-1.6 9.4A2 2 0 0 1 16.4 20H7.6a2 2 0 0 1-2-1.6zM8 9l3-5M16 9l-3-5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"/>',
);

export const check = icon(
  '0 0 24 24',
  '<path d="m5 13 4.5 4.5L19 7" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"/>',
);
