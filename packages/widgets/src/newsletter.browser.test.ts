import type { SubscribeRequest } from '@beckon/contract';
import { pause, until } from '@beckon/tracker/testing';
import { describe, expect, test } from 'vitest';
import { type Delivery, deliveries, openStage, type Visit } from './testing/stage.ts';

const stage = openStage('newsletter');
const { violations } = stage;

async function visit(delivery: Delivery, options: Visit = {}) {
  await stage.visit(delivery, options);
  await stage.page.getByRole('form').waitFor();
}

const email = () => stage.page.getByRole('textbox', { name: /email|e-mail/i });
const button = () => stage.page.getByRole('button');
const message = () => stage.page.getByRole('status');
const sent = () => stage.sent<SubscribeRequest>('subscribe');

async function signUp(address = 'anna@example.com') {
  await email().fill(address);
  await button().click();
}

describe.each(deliveries)('newsletter form as %s', (delivery) => {
  test('sends the sign-up with the wording that was shown, and says where to look next', async () => {
    await visit(delivery);
    const wording = await stage.page.getByText('By signing up, you agree').textContent();
    await signUp(' anna@example.com ');
    await message().getByText('We sent a link to anna@example.com').waitFor();
    expect(sent()).toHaveLength(1);
    expect(sent()[0]).toMatchObject({
      email: 'anna@example.com',
      wording,
      wordingVersion: 'en-2',
      language: 'en',
      pageUrl: `${stage.shop.url}/`,
      leaveBlank: '',
    });
    expect(stage.shop.received[0]?.query).toBe('?key=pk_test');
    expect(stage.shop.received[0]?.headers['content-type']).toMatch(/^text\/plain/);
    expect(stage.shop.received[0]?.headers.cookie).toBeUndefined();
    await expect.poll(() => stage.page.getByRole('heading', { name: 'Check your inbox' }).isVisible()).toBe(true);
  });

  test('is sent once however often the button is clicked', async () => {
    await visit(delivery);
    await email().fill('anna@example.com');
    await button().evaluate((button) => {
      for (let i = 0; i < 3; i++) (button as HTMLElement).click();
    });
    await message().getByText('We sent a link').waitFor();
    await pause(100);
    expect(sent()).toHaveLength(1);
  });

  test.each([
    ['', 'Enter your email address.'],
    ['anna@', 'Enter an email address like name@example.com.'],
  ])('finds fault with %j at the field, without asking the server', async (address, fault) => {
    await visit(delivery);
    await signUp(address);
    await message().getByText(fault).waitFor();
    expect(sent()).toEqual([]);
    expect(await email().getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => email().evaluate((input) => input.matches(':focus'))).toBe(true);
    const described = await email().evaluate((input) => {
      const [id] = (input.getAttribute('aria-describedby') ?? '').split(' ');
      return (input.getRootNode() as Document).getElementById(id as string)?.textContent;
    });
    expect(described).toBe(fault);
    expect(await violations()).toEqual([]);
  });

  test.each([
    [429, 'Too many attempts. Please try again in a few minutes.'],
    [503, 'We could not reach the shop. Please try again in a moment.'],
    [401, 'This form is not set up correctly. Please let the shop know.'],
    [400, 'Enter an email address like name@example.com.'],
  ])('says a %i in human words, keeps the address, and tries again as the same sign-up', async (status, words) => {
    await visit(delivery);
    stage.shop.answer = () => ({ status, body: { code: 'whatever' } });
    await signUp();
    await message().getByText(words).waitFor();
    expect(await email().inputValue()).toBe('anna@example.com');
    stage.shop.answer = () => ({ status: 202 });
    await button().click();
    await message().getByText('We sent a link').waitFor();
    const [first, second] = sent();
    expect(second?.submissionId).toBe(first?.submissionId);
  });

  test('offline it is kept, and sent once when the connection is back', async () => {
    await visit(delivery);
    await stage.context.setOffline(true);
    await signUp();
    await message().getByText('You are offline.').waitFor();
    expect(sent()).toEqual([]);
    await stage.context.setOffline(false);
    await message().getByText('We sent a link to anna@example.com').waitFor();
    await pause(100);
    expect(sent()).toHaveLength(1);
    expect(await stage.page.evaluate(() => sessionStorage.length)).toBe(0);
  });

  test('kept offline, it is sent from the next page of the visit', async () => {
    await visit(delivery);
    await stage.context.setOffline(true);
    await signUp();
    await message().getByText('You are offline.').waitFor();
    await stage.page.evaluate(() => addEventListener('online', (event) => event.stopImmediatePropagation(), true));
    await stage.context.setOffline(false);
    await stage.page.reload();
    await until('the kept sign-up comes', () => sent().length > 0);
    expect(sent()[0]?.email).toBe('anna@example.com');
  });

  test('works with the keyboard alone, and the trap is never on the way', async () => {
    await visit(delivery);
    await stage.page.keyboard.press('Tab');
    await stage.page.keyboard.type('anna@example.com');
    await stage.page.keyboard.press('Tab');
    expect(await button().evaluate((button) => button.matches(':focus-visible'))).toBe(true);
    await stage.page.keyboard.press('Enter');
    await message().getByText('We sent a link').waitFor();
    await expect.poll(() => message().evaluate((message) => message.matches(':focus'))).toBe(true);
    await stage.page.keyboard.press('Tab');
    await stage.page.keyboard.press('Enter');
    await email().waitFor();
  });

  test('has no violations that axe can find, before and after', async () => {
    await visit(delivery);
    expect(await violations()).toEqual([]);
    await signUp();
    await message().getByText('We sent a link').waitFor();
    expect(await violations()).toEqual([]);
  });

  test('tells the page what happens', async () => {
    await visit(delivery);
    await stage.page.evaluate(() => {
      for (const name of ['start', 'submit', 'success', 'error', 'dismiss']) {
        addEventListener(`beckon:${name}`, ({ type }) => {
          document.title += ` ${type}`;
        });
      }
    });
    stage.shop.answer = () => ({ status: 503 });
    await signUp();
    await message().getByText('We could not reach').waitFor();
    stage.shop.answer = () => ({ status: 202 });
    await button().click();
    await message().getByText('We sent a link').waitFor();
    await expect
      .poll(() => stage.page.title())
      .toBe('Shop beckon:start beckon:submit beckon:error beckon:submit beckon:success');
  });

  test('can be filled by the browser and has targets of 44 pixels', async () => {
    await visit(delivery);
    expect(await email().getAttribute('autocomplete')).toBe('email');
    expect(await email().getAttribute('type')).toBe('email');
    for (const target of [email(), button()]) {
      expect((await target.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
  });
});

describe('newsletter as custom element', () => {
  test('uses the language of the page', async () => {
    await visit('custom element', { lang: 'de-AT' });
    await stage.page.getByRole('heading', { name: 'Unser Newsletter' }).waitFor();
    await signUp();
    await message().getByText('Wir haben einen Link an anna@example.com geschickt').waitFor();
    expect(sent()[0]).toMatchObject({ language: 'de', wordingVersion: 'de-1' });
  });

  test('takes every text, field and wording from attributes, also when they change', async () => {
    await visit('custom element', {
      attributes:
        'heading="Letters" submit="Join" wording="Yes, write to me." wording-version="2026-11" fields="email first-name" form-id="footer"',
    });
    await stage.page.getByRole('heading', { name: 'Letters' }).waitFor();
    await stage.page.getByLabel('First name').fill('Anna');
    await stage.page.locator('beckon-newsletter').evaluate((element) => element.setAttribute('submit', 'Write to me'));
    await email().fill('anna@example.com');
    await stage.page.getByRole('button', { name: 'Write to me' }).click();
    await message().getByText('We sent a link').waitFor();
    expect(sent()[0]).toMatchObject({
      firstName: 'Anna',
      wording: 'Yes, write to me.',
      wordingVersion: '2026-11',
      formId: 'footer',
    });
  });

  test('passes the visitor along only after consent', async () => {
    await visit('custom element');
    await signUp();
    await message().getByText('We sent a link').waitFor();
    expect(sent()[0]).not.toHaveProperty('anonymousId');
    await button().click();
    const id = await stage.page.evaluate(() => {
      const { beckon } = window as never as { beckon: { consent(c: object): void; anonymousId(): string } };
      beckon.consent({ analytics: true });
      return beckon.anonymousId();
    });
    await signUp('bert@example.com');
    await until('the second sign-up comes', () => sent().length === 2);
    expect(sent()[1]?.anonymousId).toBe(id);
  });

  test('runs under a strict content security policy with Trusted Types', async () => {
    const faults: string[] = [];
    stage.page.on('console', (line) => line.type() === 'error' && faults.push(line.text()));
    await visit('custom element', {
      headers: {
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'",
      },
    });
    await signUp();
    await message().getByText('We sent a link').waitFor();
    expect(faults).toEqual([]);
    expect((await button().boundingBox())?.height).toBeGreaterThanOrEqual(44);
  });

  test('keeps the input when it is moved, and works again after it was removed', async () => {
    await visit('custom element');
    await email().fill('anna@example.com');
    await stage.page.evaluate(() => document.body.prepend(document.querySelector('beckon-newsletter') as Element));
    await pause(50);
    expect(await email().inputValue()).toBe('anna@example.com');
    await stage.page.evaluate(async () => {
      const element = document.querySelector('beckon-newsletter') as Element;
      element.remove();
      await new Promise((resolve) => setTimeout(resolve, 50));
      document.body.append(element);
    });
    await email().waitFor();
  });

  test('cannot be broken by the styles of the page', async () => {
    await visit('custom element');
    const before = await email().boundingBox();
    const sheet = 'body, body * { all: unset !important; font-size: 60px !important; letter-spacing: 1em !important }';
    await stage.page.addStyleTag({ content: sheet });
    const after = await email().boundingBox();
    expect(after?.height).toBe(before?.height);
    expect(await button().evaluate((button) => getComputedStyle(button).fontSize)).toBe('16px');
  });

  test('two elements with the attribute light have different ids', async () => {
    const second = '<beckon-newsletter light></beckon-newsletter>';
    await stage.visit('custom element', { attributes: 'light', below: second });
    await stage.page.getByRole('form').nth(1).waitFor();
    const ids = await stage.page.locator('[id]').evaluateAll((elements) => elements.map(({ id }) => id));
    expect(ids.length).toBeGreaterThan(4);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('with the attribute light it stands in the page itself, in the place of what stood between the tags', async () => {
    await visit('custom element', { attributes: 'light', inside: '<form><input name="plain"></form>' });
    const form = await stage.page.evaluate(() => ({
      inputs: [...document.querySelectorAll('beckon-newsletter input')].map(
        (input) => (input as HTMLInputElement).name,
      ),
      hasShadow: !!document.querySelector('beckon-newsletter')?.shadowRoot,
    }));
    expect(form).toEqual({ inputs: ['email', 'leaveBlank'], hasShadow: false });
    expect((await button().boundingBox())?.height).toBeGreaterThanOrEqual(44);
    await signUp();
    await message().getByText('We sent a link').waitFor();
    expect(sent()).toHaveLength(1);
  });

  test('views, starts, submits and outcomes are events of the page’s tracker, after consent', async () => {
    await visit('custom element', { attributes: 'form-id="footer"' });
    await signUp();
    await message().getByText('We sent a link').waitFor();
    expect(stage.shop.events()).toEqual([]);
    await stage.page.evaluate(() =>
      (window as never as { beckon: { consent(c: object): void } }).beckon.consent({ analytics: true }),
    );
    const told = () => stage.shop.events().filter(({ type }) => type.startsWith('widget_'));
    await until('the four events come', () => told().length === 4);
    // The browser says when it has painted, which may be after the first key.
    const types = told().map(({ type }) => type.replace('widget_', ''));
    expect(types.filter((type) => type !== 'viewed')).toEqual(['started', 'submitted', 'succeeded']);
    expect(types).toContain('viewed');
    for (const { properties } of told()) expect(properties).toMatchObject({ widget: 'newsletter', formId: 'footer' });
  });
});
