import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { isExposedInDevelopment, isLoopback, metricsAccessOf } from './exposure.ts';

const production = {
  NODE_ENV: 'production',
  BECKON_SECRET: 'x'.repeat(40),
  BECKON_PUBLIC_URL: 'https://beckon.shop.test',
  SMTP_URL: 'smtp://mail.shop.test',
};
const token = 'a token of sixteen'.replaceAll(' ', '-');

test.each([
  ['127.0.0.1', true],
  ['127.3.2.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.4', false],
  ['127.0.0.1.shop.test', false],
])('%s is this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

test('figures are closed in production unless a token is set, and open in development on this machine', () => {
  const accessOf = (env: Record<string, string>) => metricsAccessOf(readConfig(env));
  expect(accessOf(production)).toBe('closed');
  expect(accessOf({ ...production, HOST: '127.0.0.1' })).toBe('closed');
  expect(accessOf({ ...production, BECKON_METRICS_PORT: '9100' })).toBe('closed');
  expect(accessOf({ ...production, BECKON_METRICS_TOKEN: token })).toEqual({ token });
  expect(accessOf({})).toBe('open');
  expect(accessOf({ HOST: '0.0.0.0' })).toBe('closed');
  expect(accessOf({ BECKON_METRICS_TOKEN: token })).toEqual({ token });
  expect(accessOf({ BECKON_METRICS_PORT: '9100' })).toBe('closed');
});

test('development is exposed where other machines reach it', () => {
  expect(isExposedInDevelopment(readConfig({}))).toBe(false);
  expect(isExposedInDevelopment(readConfig({ HOST: '0.0.0.0' }))).toBe(true);
  expect(isExposedInDevelopment(readConfig({ ...production, HOST: '0.0.0.0' }))).toBe(false);
});
