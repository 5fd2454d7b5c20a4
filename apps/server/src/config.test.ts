import { expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

test('without settings forms are asked for our own proof of work', () => {
  expect(readConfig({}).captcha).toEqual({ fallback: 'altcha', vendor: null });
});

test.each(['turnstile', 'hcaptcha'] as const)('%s takes its two keys', (kind) => {
  const keys = { BECKON_CAPTCHA_SITE_KEY: 'site', BECKON_CAPTCHA_SECRET: 'secret' };
  expect(readConfig({ BECKON_CAPTCHA: kind, BECKON_CAPTCHA_FALLBACK: 'refuse', ...keys }).captcha).toEqual({
    fallback: 'refuse',
    vendor: { kind, siteKey: 'site', secret: 'secret' },
  });
});

test.each<[string, Record<string, string>, string[]]>([
  [
    'a vendor without keys',
    { BECKON_CAPTCHA: 'turnstile' },
    ['BECKON_CAPTCHA_SITE_KEY: must be set for turnstile', 'BECKON_CAPTCHA_SECRET: must be set for turnstile'],
  ],
  ['a key without vendor', { BECKON_CAPTCHA_SECRET: 's' }, ['BECKON_CAPTCHA_SECRET: say whose it is']],
  ['a vendor that is none', { BECKON_CAPTCHA: 'recaptcha' }, ['BECKON_CAPTCHA']],
  ['an unknown fallback', { BECKON_CAPTCHA_FALLBACK: 'open' }, ['BECKON_CAPTCHA_FALLBACK']],
])('%s is a fault that is named', (_, env, faults) => {
  expect(() => readConfig(env)).toThrow(ConfigError);
  for (const fault of faults) expect(() => readConfig(env)).toThrow(fault);
});
