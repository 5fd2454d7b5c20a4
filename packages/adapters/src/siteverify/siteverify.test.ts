import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Captcha } from '@beckon/core/ports';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { createHcaptcha } from '../hcaptcha/index.ts';
import { createTurnstile } from '../turnstile/index.ts';

type Answer = (fields: URLSearchParams, response: ServerResponse, request: IncomingMessage) => void;

/** A vendor's siteverify endpoint on this machine: it responds as a test sets it, and records requests. */
const asked: URLSearchParams[] = [];
let answer: Answer;
const vendor = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const fields = new URLSearchParams(body);
  asked.push(fields);
  answer(fields, response, request);
});
await new Promise<void>((ready) => vendor.listen(0, '127.0.0.1', ready));
const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}/siteverify`;
afterAll(() => {
  vendor.closeAllConnections();
  vendor.close();
});
afterEach(() => {
  asked.length = 0;
});

const say =
  (body: object, status = 200): Answer =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const refusing = (...codes: string[]) => say({ success: false, 'error-codes': codes });

const keys = { siteKey: 'site', secret: 'secret', url };
const captchas: Record<string, Captcha> = { turnstile: createTurnstile(keys), hcaptcha: createHcaptcha(keys) };
const given = { tenantId: 'ten_1', answer: 'answer', submission: 'one', remoteAddress: '203.0.113.7' };

describe.each(Object.entries(captchas))('%s', (kind, captcha) => {
  test('asks with the site key, and the vendor with the secret', async () => {
    expect(await captcha.issue('ten_1')).toEqual({ kind, siteKey: 'site' });
    answer = say({ success: true, 'error-codes': [], challenge_ts: '2026-11-21T12:00:00Z', hostname: 'shop.test' });
    expect(await captcha.verify(given)).toEqual({ outcome: 'passed' });
    expect(Object.fromEntries(asked[0]!)).toMatchObject({
      secret: 'secret',
      response: 'answer',
      remoteip: '203.0.113.7',
    });
    await captcha.verify({ ...given, remoteAddress: null });
    expect(asked[1]!.has('remoteip')).toBe(false);
  });

  test.each([
    'missing-input-response',
    'invalid-input-response',
    'bad-request',
    'timeout-or-duplicate',
    'expired-input-response',
    'already-seen-response',
    'invalid-or-already-seen-response',
    'sitekey-secret-mismatch',
    // A client can cause these codes with the vendor's public test answer, so they must not affect which challenge is
    // used.
    'not-using-dummy-passcode',
    'not-using-dummy-secret',
    'a code of tomorrow',
  ])('%s is a refusal', async (code) => {
    answer = refusing(code);
    expect(await captcha.verify(given)).toEqual({ outcome: 'refused', reason: code });
  });

  test.each<[string, Answer]>([
    ['our secret is wrong', refusing('invalid-input-secret')],
    ['our secret is missing', refusing('missing-input-secret')],
    ['they are out of order', refusing('internal-error')],
    ['an error page', (_, response) => response.writeHead(502).end('<html>Bad gateway')],
    ['too many of ours', say({ message: 'slow down' }, 429)],
    ['JSON that says nothing', say({})],
    ['success that is no yes', say({ success: 'true', 'error-codes': [] })],
    ['a redirect', (_, response) => response.writeHead(302, { location: url }).end()],
    ['an answer without end', (_, response) => void response.end(`{"success":true,"x":"${'x'.repeat(100_000)}"}`)],
    ['a broken connection', (_, response) => void response.destroy()],
  ])('%s says nothing of the answer', async (_, said) => {
    answer = said;
    expect((await captcha.verify(given)).outcome).toBe('unavailable');
  });

  test('the call gives up after four seconds, even if the response arrives byte by byte', async () => {
    answer = (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 300);
      response.on('close', () => clearInterval(timer));
    };
    const begun = performance.now();
    expect(await captcha.verify(given)).toEqual({ outcome: 'unavailable', reason: 'TimeoutError' });
    expect(performance.now() - begun).toBeLessThan(5_500);
  });
});

test('hCaptcha is sent the site key that the answer must belong to', async () => {
  answer = say({ success: true });
  await captchas.hcaptcha!.verify(given);
  expect(asked[0]!.get('sitekey')).toBe('site');
});

test('at Turnstile, the same submission can be verified again, but another one with its answer cannot', async () => {
  const seen = new Map<string, string | null>();
  answer = (fields, response, request) => {
    const token = fields.get('response')!;
    const key = fields.get('idempotency_key');
    if (!seen.has(token)) seen.set(token, key);
    const isFirst = seen.get(token) === key;
    (isFirst ? say({ success: true, 'error-codes': [] }) : refusing('timeout-or-duplicate'))(fields, response, request);
  };
  const { turnstile } = captchas as { turnstile: Captcha };
  expect((await turnstile.verify(given)).outcome).toBe('passed');
  expect((await turnstile.verify(given)).outcome).toBe('passed');
  expect(asked[0]!.get('idempotency_key')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect((await turnstile.verify({ ...given, submission: 'two' })).outcome).toBe('refused');
});

test('an unreachable vendor counts as unavailable', async () => {
  const nobody = createHcaptcha({ ...keys, url: 'http://127.0.0.1:1/siteverify' });
  expect((await nobody.verify(given)).outcome).toBe('unavailable');
});
