import type { SubscribeRequest } from '@beckon/contract';
import { pause } from '@beckon/tracker/testing';
import { describe, expect, test } from 'vitest';
import { deliveries, openStage } from './testing/stage.ts';

const stage = openStage('newsletter');

const email = () => stage.page.getByRole('textbox', { name: 'Email address' });
const message = () => stage.page.getByRole('status');
const dialog = () => stage.page.getByRole('dialog', { name: 'Get our newsletter' });
const region = () => stage.page.getByRole('region', { name: 'Get our newsletter' });
const button = (name: string) => stage.page.getByRole('button', { name });
const sent = () => stage.sent<SubscribeRequest>('subscribe');
const long = '<div style="height:4000px">Much to read</div>';

async function signUp() {
  await email().fill('anna@example.com');
  await button('Sign up').click();
}

describe.each(deliveries)('newsletter as %s', (delivery) => {
  test('shows the configured fields; the checkbox for text messages is never checked in advance', async () => {
    const fields = 'fields="email first-name interests birthday phone" interests="Garden, Light"';
    await stage.visit(delivery, { attributes: fields });
    const sms = stage.page.getByRole('checkbox', { name: /text message/ });
    await sms.waitFor();
    expect(await sms.isChecked()).toBe(false);
    // What fades in has too little contrast until it is there.
    await expect.poll(() => stage.violations(), { timeout: 5_000 }).toEqual([]);
    await stage.page.getByLabel('First name').fill('Anna');
    await stage.page.getByRole('checkbox', { name: 'Light' }).check();
    await stage.page.getByLabel('Date of birth').fill('1990-05-17');
    await sms.check();
    await signUp();
    await message().getByText('Enter a phone number').waitFor();
    const phone = stage.page.getByLabel('Mobile number');
    await expect.poll(() => phone.evaluate((input) => input.matches(':focus'))).toBe(true);
    await phone.fill('+49 170 1234567');
    await button('Sign up').click();
    await message().getByText('We sent a link').waitFor();
    expect(sent()).toHaveLength(1);
    expect(sent()[0]).toMatchObject({
      firstName: 'Anna',
      interests: ['Light'],
      birthday: '1990-05-17',
      phone: '+49 170 1234567',
      smsConsent: { wordingVersion: 'en-2', wording: expect.stringContaining('by text message too') },
    });
  });

  test('a popup takes the focus, keeps it, and gives it back on Escape', async () => {
    await stage.visit(delivery, { attributes: 'format="popup" scroll="30"', below: `<button>Shop on</button>${long}` });
    await pause(700);
    expect(await dialog().count()).toBe(0);
    await button('Shop on').focus();
    await stage.page.mouse.wheel(0, 3000);
    await dialog().waitFor();
    await expect.poll(() => dialog().evaluate((panel) => panel.matches(':focus'))).toBe(true);
    // What fades in has too little contrast until it is there.
    await expect.poll(() => stage.violations(), { timeout: 5_000 }).toEqual([]);
    const order = [];
    for (let step = 0; step < 4; step++) {
      await stage.page.keyboard.press('Tab');
      order.push(
        await dialog().evaluate((panel) => {
          const active = (panel.getRootNode() as ShadowRoot).activeElement;
          return active && panel.contains(active) ? active.getAttribute('part') : 'outside';
        }),
      );
    }
    expect(order).toEqual(['input', 'button', 'link', 'close']);
    await stage.page.keyboard.press('Escape');
    await expect.poll(() => dialog().count()).toBe(0);
    await expect.poll(() => button('Shop on').evaluate((element) => element.matches(':focus'))).toBe(true);
  });

  test.each(['flyout', 'bar'])('a %s steals no focus, and is closed by Escape within', async (format) => {
    await stage.visit(delivery, { attributes: `format="${format}" delay="0.1"`, below: '<input aria-label="Search">' });
    await stage.page.getByLabel('Search').focus();
    await region().waitFor();
    await pause(100);
    expect(await stage.page.getByLabel('Search').evaluate((input) => input.matches(':focus'))).toBe(true);
    // What fades in has too little contrast until it is there.
    await expect.poll(() => stage.violations(), { timeout: 5_000 }).toEqual([]);
    await email().focus();
    await stage.page.keyboard.press('Escape');
    await expect.poll(() => region().count()).toBe(0);
  });

  test('is suppressed for its cooldown after closing, permanently after refusing or signing up', async () => {
    const attributes = 'format="popup" cooldown="3"';
    const visitAfter = async (days: number) => {
      await stage.page.evaluate((days) => {
        const name = 'beckon.prompt.newsletter';
        localStorage[name] = Number(localStorage[name]) - days * 86_400_000;
      }, days);
      await stage.page.reload();
    };
    await stage.visit(delivery, { attributes });
    await button('Close').click();
    await visitAfter(2);
    await pause(700);
    expect(await dialog().count()).toBe(0);
    await visitAfter(1.1);
    await button('Don’t show this again').click();
    await visitAfter(10_000);
    await pause(700);
    expect(await dialog().count()).toBe(0);
    await stage.page.evaluate(() => localStorage.clear());
    await stage.page.reload();
    await signUp();
    await message().getByText('We sent a link').waitFor();
    await expect.poll(() => stage.page.evaluate(() => localStorage['beckon.prompt.newsletter'])).toBe('Infinity');
  });

  test.each([
    ['/checkout/pay', 'format="popup"', 0],
    ['/cart', 'format="bar"', 0],
    ['/cart', 'format="popup" avoid="/account"', 0],
    ['/account', 'format="popup" avoid="/account"', 0],
    ['/de/checkout', 'format="popup"', 0],
    ['/en-us/checkout/pay', 'format="flyout"', 0],
    ['/kasse', 'format="bar"', 0],
    ['/order/checkout', 'format="popup" match="/order/*"', 0],
    ['/fr/panier', 'format="popup" avoid=""', 0],
    ['/products/mug', 'format="popup" match="/ /products/*"', 1],
    ['/about', 'format="popup" match="/ /products/*"', 0],
    ['/', 'format="popup" pages="2"', 0],
  ])('on %s with %s it comes %i times', async (path, attributes, times) => {
    await stage.visit(delivery, { attributes, path });
    await pause(900);
    expect(await button('Close').count()).toBe(times);
  });

  test.each([
    ['popup', () => history.pushState({}, '', '/de/kasse')],
    ['flyout', () => history.replaceState({}, '', '/checkout/pay')],
    ['bar', () => document.documentElement.setAttribute('data-beckon-checkout', '')],
    ['flyout', () => history.pushState({}, '', '/account')],
  ])(
    'an open %s closes when the single page it is on becomes a checkout or another that is avoided: %s',
    async (format, announce) => {
      await stage.visit(delivery, { attributes: `format="${format}" avoid="/account"`, path: '/products/mug' });
      await button('Close').waitFor();
      await stage.page.evaluate(() => {
        document.title = 'not dismissed';
        addEventListener('beckon:dismiss', () => {
          document.title = 'dismissed';
        });
        history.pushState({}, '', '/products/bowl');
      });
      await pause(600);
      expect(await button('Close').count()).toBe(1);
      await stage.page.evaluate(announce);
      await expect.poll(() => button('Close').count(), { timeout: 2_000 }).toBe(0);
      expect(await stage.page.title()).toBe('not dismissed');
      expect(await stage.page.evaluate(() => localStorage['beckon.prompt.newsletter'])).toBeUndefined();
    },
  );

  test('a page says that it is part of a checkout', async () => {
    for (const head of [
      '<meta data-beckon-checkout>',
      '<script>document.documentElement.dataset.beckonCheckout = ""</script>',
      '<script>document.documentElement.className = "no-js woocommerce-checkout"</script>',
    ]) {
      await stage.visit(delivery, { attributes: 'format="popup"', path: '/step-2', head });
      await pause(900);
      expect(await button('Close').count()).toBe(0);
      stage.shop.close();
    }
    await stage.visit(delivery, { attributes: 'format="popup"', path: '/step-2' });
    await button('Close').waitFor();
  });

  test('the third page of a visit is the third', async () => {
    const attributes = 'format="popup" pages="3"';
    await stage.visit(delivery, { attributes, path: '/one' });
    for (const path of ['/two', '/three']) {
      await pause(700);
      expect(await button('Close').count()).toBe(0);
      await stage.page.goto(stage.shop.url + path);
    }
    await button('Close').waitFor();
    await stage.page.reload();
    await button('Close').waitFor();
  });

  test('a variation of a test is drawn by chance', async () => {
    const attributes = 'variations="a b c" a-heading="First" b-heading="Second" c-heading="Third"';
    for (const [chance, shown] of [
      [0.1, 'First'],
      [0.5, 'Second'],
      [0.9, 'Third'],
    ] as const) {
      const page = await stage.context.newPage();
      await page.addInitScript((chance) => {
        Math.random = () => chance;
      }, chance);
      await stage.page.close();
      stage.page = page;
      await stage.visit(delivery, { attributes });
      await stage.page.getByRole('heading', { level: 2, name: shown }).waitFor();
      stage.shop.close();
    }
  });

  test('a variation of a test is kept, has its own texts, and is sent with every event', async () => {
    const attributes = 'variations="a b" a-heading="First" b-heading="Second"';
    await stage.visit(delivery, { attributes });
    const heading = stage.page.getByRole('heading', { level: 2 });
    await heading.waitFor();
    const shown = await heading.textContent();
    expect(['First', 'Second']).toContain(shown);
    for (let visit = 0; visit < 4; visit++) {
      await stage.page.reload();
      await heading.waitFor();
      expect(await heading.textContent()).toBe(shown);
    }
    await stage.page.evaluate(() => {
      addEventListener('beckon:start', (event) => {
        document.title = (event as CustomEvent).detail.variation;
      });
    });
    await email().fill('anna@example.com');
    expect(await stage.page.title()).toBe(shown === 'First' ? 'a' : 'b');
  });
});

describe('a visit with a started checkout', () => {
  const attributes = 'format="popup" exit';
  const leave = () =>
    stage.page.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 })));
  const stays = async () => {
    await pause(700);
    await leave();
    await pause(200);
    expect(await dialog().count()).toBe(0);
  };
  const isThere = () => stage.page.waitForFunction(() => customElements.get('beckon-newsletter'));

  test('sees no popup, on that page and the ones after it', async () => {
    await stage.visit('custom element', { attributes, path: '/step-1' });
    await isThere();
    await pause(500);
    await stage.page.evaluate(() => window.beckon.checkoutStarted({ total: 1299, currency: 'EUR' }));
    await stays();
    await stage.page.goto(`${stage.shop.url}/step-2`);
    await stays();
  });

  test('sees an open one close', async () => {
    await stage.visit('custom element', { attributes: 'format="popup"', path: '/step-1' });
    await dialog().waitFor();
    await stage.page.evaluate(() => window.beckon.checkoutStarted({ total: 1299, currency: 'EUR' }));
    await expect.poll(() => dialog().count(), { timeout: 2_000 }).toBe(0);
  });

  test('sees none where it began before the widgets were there', async () => {
    const calls = "[['checkoutStarted', [{}], Date.now()]]";
    await stage.visit('custom element', { attributes, head: `<script>beckon = { q: ${calls} }</script>`, path: '/a' });
    await isThere();
    await stays();
  });

  test('sees the popup before', async () => {
    await stage.visit('custom element', { attributes, path: '/step-1' });
    await isThere();
    await pause(500);
    await stage.page.evaluate(() => window.beckon.addedToCart({ productId: 'mug' }));
    await leave();
    await dialog().waitFor();
  });
});

test('the pointer leaving for the address bar is a trigger', async () => {
  await stage.visit('custom element', { attributes: 'format="popup" exit' });
  await pause(700);
  expect(await dialog().count()).toBe(0);
  await stage.page.evaluate(() =>
    document.documentElement.dispatchEvent(new MouseEvent('mouseleave', { clientY: -1 })),
  );
  await dialog().waitFor();
});

test('a form between the tags is there until the widget is, and stays without scripts', async () => {
  const context = await stage.browser.newContext({ javaScriptEnabled: false });
  const { page } = stage;
  stage.page = await context.newPage();
  await stage.visit('custom element', {
    inside: '<form method="post" action="/v1/subscribe"><input name="email"></form>',
  });
  expect(await stage.page.locator('input[name=email]').isVisible()).toBe(true);
  await context.close();
  stage.page = page;
});

test('in a browser that cannot adopt style sheets, the content between the tags stays, and the page works', async () => {
  await stage.page.addInitScript(() => {
    Object.defineProperty(window, 'CSSStyleSheet', { value: undefined });
  });
  const inside = '<form><input name="plain"></form>';
  await stage.visit('custom element', { inside, below: '<button onclick="this.textContent = 2">1</button>' });
  await expect.poll(() => stage.shop.asked).toContain('/widgets.js');
  await stage.page.waitForLoadState('networkidle');
  expect(await stage.page.locator('input[name=plain]').isVisible()).toBe(true);
  await button('1').click();
  await button('2').waitFor();
});
