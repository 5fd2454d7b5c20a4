import { sql } from '@beckon/core/db';
import { changeSettings } from '@beckon/core/tenants';
import { runReadyJobs, TestCaptcha } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import type { RateLimits } from '../deps.ts';
import { createTestApi } from '../testing/test-api.ts';
import { minPlainFormAge } from './form-admission.ts';

const agreed = { wordingVersion: 'v1', wording: 'News, please.' };
const generous = { formsPerNetwork: { perSecond: 1, burst: 10_000 } };
/** Forms that bring a mail to the address in them. */
const calls: [string, object][] = [
  ['/v1/subscribe', agreed],
  ['/v1/waitlist', { productId: 'mug', ...agreed }],
  ['/v1/preferences/link', {}],
];

async function openApi(limits: Partial<RateLimits> = {}) {
  const from = { address: '203.0.113.7' };
  const api = await createTestApi({ limits: { ...generous, ...limits }, clientAddress: () => from.address });
  let made = 0;
  const send = (more: object = {}, path = '/v1/subscribe') => {
    const body = calls.find(([one]) => one === path)![1];
    return api.post(path, { email: `p${++made}@example.com`, ...body, ...more }, { origin: 'https://shop.test' });
  };
  const sendPlain = (more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    api.app.request(`/v1/subscribe?key=${api.tenant.writeKey}`, {
      method: 'POST',
      body: String(new URLSearchParams({ email: `q${++made}@example.com`, ...agreed, ...more })),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://shop.test',
        ...headers,
      },
    });
  /** The token in the page that asks for one more step. */
  const tokenIn = async (page: Response) => /name="formToken" value="(.*?)"/.exec(await page.text())![1]!;
  return { ...api, from, send, sendPlain, tokenIn };
}

test('a page of the shop gets a token with one simple request that is not cached', async () => {
  const { app, tenant, send, clock } = await openApi();
  const ask = (origin: string) => app.request(`/v1/form-token?key=${tenant.writeKey}`, { headers: { origin } });
  const answer = await ask('https://shop.test');
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.test');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const { token } = (await answer.json()) as { token: string };
  expect((await send({ formToken: token })).status).toBe(428);
  clock.advance(1_000);
  expect((await send({ formToken: token })).status).toBe(202);
  expect((await send({ formToken: token })).status).toBe(428);
  expect((await ask('https://evil.test')).status).toBe(403);
});

test.each(calls)('%s without a token gets a challenge, and passes with the answer', async (path) => {
  const { send, sender, ctx } = await openApi();
  const asked = await send({ formToken: undefined, email: 'anna@example.com', submissionId: 's' }, path);
  expect(asked.status).toBe(428);
  expect(asked.headers.get('access-control-allow-origin')).toBe('https://shop.test');
  expect(asked.headers.get('cache-control')).toBe('no-store');
  expect(await asked.json()).toEqual({
    type: 'https://beckon.dev/problems/challenge_required',
    title: 'A challenge must be solved first',
    status: 428,
    code: 'challenge_required',
    detail: 'A challenge must be solved first',
    challenge: { kind: 'altcha', task: '{}' },
  });
  await runReadyJobs(ctx);
  expect(sender.sent).toEqual([]);
  expect(await ctx.db.query(sql`select 1 from contacts`)).toEqual([]);
  const wrong = { formToken: undefined, email: 'anna@example.com', submissionId: 's', challengeAnswer: 'altcha:wrong' };
  expect((await send(wrong, path)).status).toBe(428);
  expect((await send({ ...wrong, challengeAnswer: 'altcha:solved' }, path)).status).toBe(202);
  await runReadyJobs(ctx);
  expect(sender.sent.map(({ to }) => to.address)).toEqual(['anna@example.com']);
});

test('whether a challenge is required does not depend on the owner of the address', async () => {
  const { send, ctx } = await openApi();
  await send({ email: 'known@example.com' });
  await runReadyJobs(ctx);
  const ask = async (email: string) => {
    const answer = await send({ email, formToken: undefined });
    return [answer.status, await answer.text(), JSON.stringify([...answer.headers])].join('\n');
  };
  expect(await ask('known@example.com')).toBe(await ask('unknown@example.com'));
});

test('a fault in the address is said before anything is asked, and costs no token', async () => {
  const { send, formToken } = await openApi();
  const token = formToken();
  expect((await send({ email: 'nobody', formToken: undefined })).status).toBe(400);
  expect((await send({ email: 'nobody', formToken: token })).status).toBe(400);
  expect((await send({ formToken: token })).status).toBe(202);
});

test.each(calls)(
  '%s with the hidden field filled gets a challenge: a robot is stopped, a form filler gets through',
  async (path) => {
    const { send, sender, ctx } = await openApi();
    const filled = { leaveBlank: 'https://anna.test', email: 'anna@example.com', submissionId: 's' };
    expect((await send(filled, path)).status).toBe(428);
    await runReadyJobs(ctx);
    expect(sender.sent).toEqual([]);
    expect((await send({ ...filled, challengeAnswer: 'altcha:solved' }, path)).status).toBe(202);
    await runReadyJobs(ctx);
    expect(sender.sent.map(({ to }) => to.address)).toEqual(['anna@example.com']);
  },
);

test('without scripts a filled hidden field leads to one more step, which a person can take', async () => {
  const { sendPlain, tokenIn, clock } = await openApi();
  const fields = { leaveBlank: 'x', email: 'anna@example.com' };
  const asked = await sendPlain(fields);
  expect(asked.status).toBe(428);
  const formToken = await tokenIn(asked);
  clock.advance(minPlainFormAge - 1);
  expect((await sendPlain({ ...fields, formToken })).status).toBe(428);
  const again = await tokenIn(await sendPlain(fields));
  clock.advance(minPlainFormAge);
  expect((await sendPlain({ ...fields, formToken: again })).status).toBe(200);
});

test('a network that sends many has to solve something, others have not', async () => {
  const { send, from, clock } = await openApi({ unchallengedPerNetwork: { perSecond: 0.1, burst: 2 } });
  const [first, second, link] = calls.map(([path]) => path);
  expect((await send({}, first)).status).toBe(202);
  expect((await send({}, second)).status).toBe(202);
  for (const path of [first, second]) expect((await send({}, path)).status).toBe(428);
  expect((await send({ challengeAnswer: 'altcha:solved' }, second)).status).toBe(202);
  // A link to one's preferences is a right: it is counted apart, and then asked for as well.
  expect((await send({}, link)).status).toBe(202);
  expect((await send({}, link)).status).toBe(202);
  expect((await send({}, link)).status).toBe(428);
  from.address = '198.51.100.7';
  expect((await send()).status).toBe(202);
  from.address = '203.0.113.200';
  expect((await send()).status).toBe(428);
  clock.advance(10_000);
  expect((await send()).status).toBe(202);
});

test('a shop to which many come has everybody solve something, whatever network they are in', async () => {
  const { send, from } = await openApi({ unchallengedPerTenant: { perSecond: 0.1, burst: 2 } });
  const statuses = [];
  for (let number = 0; number < 4; number++) {
    from.address = `198.51.${number}.7`;
    statuses.push((await send()).status);
  }
  expect(statuses).toEqual([202, 202, 428, 428]);
  expect((await send({ challengeAnswer: 'altcha:solved' })).status).toBe(202);
});

test('the vendor receives the client address of the answer', async () => {
  const { send, captcha } = await openApi();
  await send({ formToken: undefined, challengeAnswer: 'altcha:solved', submissionId: 's', email: 'anna@example.com' });
  expect(captcha.given).toEqual([
    {
      tenantId: expect.any(String),
      answer: 'solved',
      submission: 's\nanna@example.com',
      remoteAddress: '203.0.113.7',
    },
  ]);
});

test('a form without scripts waits a second normally, longer under load, within a limit', async () => {
  const { sendPlain, tokenIn, clock, from } = await openApi({
    unchallengedPerNetwork: { perSecond: 0.001, burst: 2 },
    scriptlessPerNetwork: { perSecond: 0.001, burst: 2 },
  });
  const [first, second] = [await sendPlain(), await sendPlain()];
  const token = await tokenIn(first);
  expect(await second.text()).toContain('One more step');
  // Busy from here on.
  clock.advance(2_000);
  const early = await sendPlain({ formToken: token });
  expect(await early.clone().text()).toContain('Wait ten seconds');
  const next = await tokenIn(early);
  clock.advance(minPlainFormAge);
  expect((await sendPlain({ formToken: next })).status).toBe(200);
  // What this network may get by waiting is used up: now only an answer helps.
  const last = await tokenIn(await sendPlain());
  clock.advance(minPlainFormAge);
  expect((await sendPlain({ formToken: last })).status).toBe(428);
  expect((await sendPlain({ formToken: last, challengeAnswer: 'altcha:solved' })).status).toBe(200);
  from.address = '198.51.100.7';
  expect((await sendPlain({ formToken: last })).status).toBe(200);
});

test('the page that asks is believed about where it came from, another page is not', async () => {
  const { sendPlain, tokenIn, clock, formToken } = await openApi();
  const token = await tokenIn(await sendPlain());
  clock.advance(2_000);
  expect((await sendPlain({ formToken: formToken() }, { origin: 'null' })).status).toBe(403);
  expect((await sendPlain({ formToken: `${token}x` }, { origin: 'https://evil.test' })).status).toBe(403);
  expect((await sendPlain({ formToken: token }, { origin: 'null' })).status).toBe(200);
});

test('the challenge page shows the input as text, and runs only our script', async () => {
  const { sendPlain } = await openApi();
  const page = await sendPlain({ firstName: '"><script>alert(1)</script>' });
  const text = await page.text();
  expect(text).not.toContain('<script>alert');
  expect(text.match(/<script/g)).toHaveLength(1);
  const policy = page.headers.get('content-security-policy')!;
  expect(policy).toMatch(/^script-src 'self'; default-src 'none'; style-src 'self'; form-action 'self'/);
  expect(page.headers.get('cache-control')).toBe('no-store');
});

test.each<[TestCaptcha['kind'], string]>([
  ['turnstile', 'https://challenges.cloudflare.com'],
  ['hcaptcha', 'https://hcaptcha.com https://*.hcaptcha.com'],
])('with %s the page that asks may load what that needs', async (kind, hosts) => {
  const api = await openApi();
  const { captcha } = api.ctx.adapters;
  Object.assign(captcha, { chosen: new TestCaptcha(kind) });
  const policy = (await api.sendPlain()).headers.get('content-security-policy')!;
  for (const part of ['script-src', 'frame-src', 'connect-src']) expect(policy).toContain(part);
  expect(policy.split('; ').filter((part) => part.includes(hosts))).toHaveLength(4);
});

test('in a shop with single opt-in no token is enough: every form solves something', async () => {
  const { send, ctx, tenant } = await openApi();
  expect((await send()).status).toBe(202);
  await changeSettings(ctx, tenant.id, { optIn: 'single' });
  expect((await send()).status).toBe(428);
  expect((await send({ challengeAnswer: 'altcha:solved' })).status).toBe(202);
});
