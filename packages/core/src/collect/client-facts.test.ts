import { expect, test } from 'vitest';
import { startCpuTime } from '../testing/cpu-time.ts';
import { readClient } from './client-facts.ts';

const webkit = 'AppleWebKit/537.36 (KHTML, like Gecko)';
const ios = (device: string, version: string) =>
  `Mozilla/5.0 (${device}; CPU OS ${version} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`;

test.each([
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/131.0.0.0 Safari/537.36`,
    { device: 'desktop', browser: 'Chrome', browserVersion: '131', os: 'Windows', osVersion: '10' },
  ],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.51`,
    { device: 'desktop', browser: 'Microsoft Edge', browserVersion: '131', os: 'Windows', osVersion: '10' },
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0',
    { device: 'desktop', browser: 'Firefox', browserVersion: '133', os: 'macOS' },
  ],
  [ios('iPhone', '17_5'), { device: 'mobile', browser: 'Safari', browserVersion: '17', os: 'iOS', osVersion: '17' }],
  [ios('iPad', '16_5'), { device: 'tablet', browser: 'Safari', browserVersion: '17', os: 'iOS', osVersion: '16' }],
  [
    `Mozilla/5.0 (Linux; Android 14; SM-S918B) ${webkit} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36`,
    { device: 'mobile', browser: 'Samsung Internet for Android', browserVersion: '25', os: 'Android', osVersion: '14' },
  ],
  ['something of my own', {}],
  ['', {}],
])('%s is reduced', (userAgent, facts) => {
  expect(readClient(userAgent)).toEqual({ facts, isBot: expect.any(Boolean) });
});

test.each([
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', true],
  [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} HeadlessChrome/131.0.0.0 Safari/537.36`, true],
  ['curl/8.5.0', true],
  ['python-requests/2.32', true],
  [`Mozilla/5.0 (X11; Linux x86_64) ${webkit} Chrome/131.0.0.0 Safari/537.36`, false],
  [ios('iPhone', '17_5'), false],
  ['', false],
])('%s is a bot: %s', (userAgent, isBot) => {
  expect(readClient(userAgent).isBot).toBe(isBot);
});

test('no text, however long or strange, makes it throw or slow', () => {
  const cost = startCpuTime();
  for (const text of ['x'.repeat(100_000), '(((((;;;;;'.repeat(1_000), '\ud800', 'Chrome/'.repeat(500), ' / / ']) {
    const { facts } = readClient(text);
    expect(JSON.stringify(facts).length).toBeLessThan(400);
    expect(JSON.stringify(facts).isWellFormed()).toBe(true);
  }
  expect(cost()).toBeLessThan(500);
});
