import type { Challenge, SubscribeRequest } from '@beckon/contract';
import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { describe, expect, test } from 'vitest';
import { type Delivery, deliveries, openStage, type Visit } from './testing/stage.ts';

const stage = openStage('newsletter');
const strict =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const secrets = { hmacSignatureSecret: 'secret', hmacKeySignatureSecret: 'another' };

const button = () => stage.page.getByRole('button', { name: /Sign up|Send/ });
const message = () => stage.page.locator('[part=message]');
const sent = () => stage.sent<SubscribeRequest>('subscribe');

/** How often the page asked for a token. */
let tokens: { method: string; credentials: string | undefined }[] = [];

async function visit(delivery: Delivery, options: Visit = {}) {
  tokens = [];
  await stage.page.route('**/v1/form-token*', (route) => {
    const request = route.request();
    tokens.push({ method: request.method(), credentials: request.headers().cookie });
    return route.fulfill({
      json: { token: `token ${tokens.length}` },
      headers: { 'access-control-allow-origin': '*' },
    });
  });
  await stage.visit(delivery, options);
  await stage.page.getByRole('form').waitFor();
}

async function signUp() {
  await stage.page.getByRole('textbox', { name: /email|e-mail/i }).fill('anna@example.com');
  await stage.page.getByRole('form').getByRole('button').click();
}

/** The server asks for this until something is shown; then it is well. */
const ask = (challenge: Challenge | undefined, isGood: (answer: string) => unknown = (answer) => answer) => {
  stage.shop.answer = async ({ path, body }) => {
    if (path !== '/v1/subscribe') return { status: 202 };
    const { challengeAnswer } = JSON.parse(body) as SubscribeRequest;
    return challengeAnswer && (await isGood(challengeAnswer))
      ? { status: 202 }
      : { status: 428, body: { code: 'challenge_required', challenge } };
  };
};

async function newTask(): Promise<Challenge> {
  const challenge = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: 5_000,
    counter: randomInt(450, 150),
    deriveKey,
    expiresAt: Math.floor(Date.now() / 1_000) + 600,
    ...secrets,
  });
  return { kind: 'altcha', task: JSON.stringify(challenge) };
}

/** ALTCHA's own library decides. */
async function isSolved(answer: string): Promise<boolean> {
  const payload = JSON.parse(Buffer.from(answer.replace('altcha:', ''), 'base64').toString());
  return (await verifySolution({ ...payload, deriveKey, ...secrets })).verified;
}

describe.each(deliveries)('the challenge of a form as %s', (delivery) => {
  test('fetches a token when the shopper begins to type, and sends it with the form', async () => {
    await visit(delivery);
    await stage.page.mouse.move(10, 10);
    expect(tokens).toEqual([]);
    expect(stage.shop.asked.filter((path) => /challenge|captcha/.test(path))).toEqual([]);
    await stage.page.getByRole('textbox').pressSequentially('anna@example.com');
    await expect.poll(() => tokens).toEqual([{ method: 'GET', credentials: undefined }]);
    await button().click();
    await message().getByText('We sent a link').waitFor();
    expect(sent()[0]).toMatchObject({ formToken: 'token 1', email: 'anna@example.com' });
    expect(await stage.page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);
  });

  test('solves a proof of work off the main thread, under a strict policy, and sends the form again', async () => {
    await visit(delivery, { headers: { 'content-security-policy': strict } });
    ask(await newTask(), isSolved);
    await stage.page.evaluate(() => {
      const page = window as never as { longest: number; news: string[] };
      page.longest = 0;
      page.news = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) page.longest = Math.max(page.longest, duration);
      }).observe({ type: 'longtask' });
    });
    await signUp();
    await message().getByText('Checking that you are not a robot').waitFor();
    await message().getByText('We sent a link').waitFor();
    const [first, second, ...more] = sent();
    expect(more).toEqual([]);
    expect(first?.challengeAnswer).toBeUndefined();
    expect(second?.challengeAnswer).toMatch(/^altcha:/);
    expect(second).toEqual({ ...first, challengeAnswer: second?.challengeAnswer });
    expect(await stage.page.evaluate(() => (window as never as { longest: number }).longest)).toBeLessThan(50);
  });

  test('gives up when no answer is accepted, shows an error, and tries again at the next click', async () => {
    await visit(delivery);
    ask(await newTask(), () => false);
    await signUp();
    await message().getByText('We could not verify that you are not a robot.').waitFor();
    expect(sent()).toHaveLength(4);
    expect(await stage.violations()).toEqual([]);
    ask(await newTask(), isSolved);
    await button().click();
    await message().getByText('We sent a link').waitFor();
    expect(new Set(sent().map(({ submissionId }) => submissionId)).size).toBe(1);
  });

  test('after an error the same submission goes again with the same token', async () => {
    await visit(delivery);
    stage.shop.answer = () => ({ status: 503 });
    await signUp();
    await message().getByText('We could not reach the shop.').waitFor();
    stage.shop.answer = () => ({ status: 202 });
    await button().click();
    await message().getByText('We sent a link').waitFor();
    expect(sent().map(({ formToken }) => formToken)).toEqual(['token 1', 'token 1']);
  });

  test('where nothing can be solved, says so in human words', async () => {
    await visit(delivery);
    ask({ kind: 'altcha', task: 'nonsense' });
    await signUp();
    await message().getByText('We could not verify that you are not a robot.').waitFor();
  });
});

/** What stands in for the vendor's script: draws a button, which gives the answer. */
const vendorScript = (kind: string) => `
  window.${kind} = { render(place, options) {
    const button = document.createElement('button');
    button.textContent = 'I am human (' + options.sitekey + ', ' + (options.language ?? options.hl) + ')';
    button.onclick = () => options.callback('the answer');
    const fail = document.createElement('button');
    fail.textContent = 'Broken';
    fail.onclick = () => options['error-callback']('300010');
    place.append(button, fail);
  } };
  window[new URL(document.currentScript.src).searchParams.get('onload')]();`;

const vendors = [
  ['turnstile', 'https://challenges.cloudflare.com/turnstile/v0/api.js'],
  ['hcaptcha', 'https://js.hcaptcha.com/1/api.js'],
] as const;

describe.each(vendors)('%s', (kind, url) => {
  const dialog = () => stage.page.getByRole('dialog');
  const loaded: string[] = [];

  async function open(delivery: Delivery, options: Visit = {}) {
    loaded.length = 0;
    await stage.page.route(`${url}**`, (route) => {
      loaded.push(route.request().url());
      return route.fulfill({ contentType: 'text/javascript', body: vendorScript(kind) });
    });
    await visit(delivery, options);
    ask({ kind, siteKey: 'site' }, (answer) => answer === `${kind}:the answer`);
    expect(loaded).toEqual([]);
    await signUp();
    await dialog().waitFor();
  }

  test.each(deliveries)('is drawn in a dialog of the page, for a form as %s', async (delivery) => {
    await open(delivery);
    expect(await dialog().getAttribute('aria-labelledby')).toBe('title');
    await stage.page.getByRole('dialog', { name: 'One last step: confirm that you are not a robot.' }).waitFor();
    const heading = dialog().getByRole('heading');
    await expect.poll(() => heading.evaluate((element) => element.matches(':focus'))).toBe(true);
    expect(await stage.violations()).toEqual([]);
    // In the page itself: vendors find nothing in a shadow tree.
    expect(await stage.page.evaluate(() => document.body.textContent?.includes('I am human'))).toBe(true);
    await stage.page.getByRole('button', { name: 'I am human (site, en)' }).click();
    await message().getByText('We sent a link').waitFor();
    expect(await dialog().count()).toBe(0);
    expect(sent().map(({ challengeAnswer }) => challengeAnswer)).toEqual([undefined, `${kind}:the answer`]);
    expect(loaded).toHaveLength(1);
    expect(loaded[0]).toContain('render=explicit');
  });

  test('uses the language of the form', async () => {
    await open('custom element', { lang: 'de' });
    await stage.page
      .getByRole('dialog', { name: 'Ein letzter Schritt: Bestätigen Sie bitte, dass Sie kein Roboter sind.' })
      .waitFor();
    await stage.page.getByRole('button', { name: 'I am human (site, de)' }).waitFor();
  });

  test.each<[string, () => Promise<void>]>([
    ['Escape', () => stage.page.keyboard.press('Escape')],
    ['the button', () => stage.page.getByRole('button', { name: 'Cancel' }).click()],
    ['a failure of theirs', () => stage.page.getByRole('button', { name: 'Broken' }).click()],
  ])('is given up by %s, and the form says how to go on', async (_, end) => {
    await open('custom element');
    await end();
    await message().getByText('We could not verify that you are not a robot.').waitFor();
    expect(await dialog().count()).toBe(0);
    await expect.poll(() => button().evaluate((element) => element.matches(':focus'))).toBe(true);
    await button().click();
    await stage.page.getByRole('button', { name: /I am human/ }).click();
    await message().getByText('We sent a link').waitFor();
    expect(loaded).toHaveLength(1);
  });

  test('that cannot be loaded is no dead end', async () => {
    await stage.page.route(`${url}**`, (route) => route.abort());
    await visit('custom element');
    ask({ kind, siteKey: 'site' });
    await signUp();
    await message().getByText('We could not verify that you are not a robot.').waitFor();
    expect(await dialog().count()).toBe(0);
  });

  test('runs under a policy that names its hosts alone', async () => {
    const host =
      kind === 'turnstile' ? 'https://challenges.cloudflare.com' : 'https://hcaptcha.com https://*.hcaptcha.com';
    const policy = `default-src 'none'; script-src 'self' ${host}; style-src 'self' ${host}; connect-src 'self' ${host}; frame-src ${host}`;
    await open('custom element', { headers: { 'content-security-policy': policy } });
    await stage.page.getByRole('button', { name: /I am human/ }).click();
    await message().getByText('We sent a link').waitFor();
  });
});
