import { describe, expect, test } from 'vitest';
import { findCut, listen, measureTargets, readFocus } from './testing/inspect.ts';
import { preferences } from './testing/preferences.ts';
import { type Delivery, deliveries, openStage, type Visit } from './testing/stage.ts';

/** Checks that apply to all four widgets, and to the newsletter in all its formats. */
const stage = openStage('newsletter');

const fields = 'fields="email first-name interests birthday phone" interests="Garden, Light"';
const cases: [name: string, visit: Visit][] = [
  ['newsletter', { attributes: fields }],
  ['popup', { attributes: `format="popup" ${fields}` }],
  ['flyout', { attributes: 'format="flyout"' }],
  ['bar', { attributes: 'format="bar"' }],
  ['back in stock', { widget: 'back-in-stock', attributes: 'product-id="mug" variant-id="blue" sold-out="true"' }],
  ['push permission', { widget: 'push-permission', attributes: 'always="true"' }],
  ['preference center', { widget: 'preference-center', attributes: 'user-id="kim" signature="0a"' }],
];

/** A case in the page, with all that it draws. Texts in German are the longest, Arabic runs the other way. */
async function visit(delivery: Delivery, options: Visit): Promise<void> {
  stage.page.setDefaultTimeout(10_000);
  await stage.page.emulateMedia({ reducedMotion: 'reduce' });
  await stage.page.addInitScript("Object.defineProperty(Notification, 'permission', { value: 'default' })");
  await stage.page.route('**/v1/preferences?*', (route) => route.fulfill({ json: preferences }));
  const head = '<meta name="viewport" content="width=device-width">';
  await stage.visit(delivery, { head, ...options });
  await stage.page.getByRole('button').last().waitFor();
  // Its texts are there.
  await stage.page
    .locator(`.beckon[lang=${options.lang ?? 'en'}]`)
    .first()
    .waitFor({ state: 'attached' });
  for (const summary of await stage.page.locator('summary').all()) await summary.click();
}

const cut = () => stage.page.evaluate(findCut);

/** A style sheet of the visitor, which reaches into shadow roots. */
const addStyle = (css: string) =>
  stage.page.evaluate((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets.push(sheet);
    for (const { shadowRoot } of document.querySelectorAll('*')) shadowRoot?.adoptedStyleSheets.push(sheet);
  }, css);

/** Every stop of the Tab key in the widget, with how it is seen, once around. */
async function tabThroughPage(): Promise<Awaited<ReturnType<typeof readFocus>>[]> {
  const stops: ReturnType<typeof readFocus>[] = [];
  while (stops.length < 40) {
    await stage.page.keyboard.press('Tab');
    const stop = await stage.page.evaluate(readFocus);
    const isAround = stops.length > 1 && (!stop.name || stop.name === stops[0]?.name);
    if (isAround) return stops;
    // A date has a stop for each of its parts.
    if (stop.name && stop.name !== stops.at(-1)?.name) stops.push(stop);
  }
  throw new Error('The Tab key finds no end.');
}

describe.each(deliveries)('as %s', (delivery) => {
  describe.each(cases)('%s', (_, options) => {
    test.each(['en', 'de', 'ar'])('reflows in %s: nothing is cut or out of reach', async (lang) => {
      await stage.page.setViewportSize({ width: 320, height: 640 });
      await visit(delivery, { ...options, lang });
      expect(await cut(), 'at 320 pixels').toEqual([]);
      await stage.page.setViewportSize({ width: 640, height: 360 });
      expect(await cut(), 'at 200 % zoom of 1280 by 720').toEqual([]);
      await stage.page.setViewportSize({ width: 320, height: 256 });
      expect(await cut(), 'at 400 % zoom of 1280 by 1024').toEqual([]);
      await stage.page.setViewportSize({ width: 320, height: 640 });
      await addStyle(
        '* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }',
      );
      expect(await cut(), 'with the text spacing of WCAG 1.4.12').toEqual([]);
    });

    test('text alone can be twice as large', async () => {
      await stage.page.setViewportSize({ width: 640, height: 720 });
      await visit(delivery, {
        ...options,
        lang: 'de',
        head: '<style>:root { font-size: 40px; --beckon-font-size: 32px }</style>',
      });
      const size = await stage.page.getByRole('heading', { level: 2 }).evaluate((it) => getComputedStyle(it).fontSize);
      expect(size).toBe('44px');
      expect(await cut()).toEqual([]);
    });

    test('with forced colours every stop of the keyboard is seen, and what can be clicked has an edge', async () => {
      await stage.page.emulateMedia({ forcedColors: 'active' });
      await visit(delivery, options);
      for (const button of await stage.page.locator('[part=button], [part=input], section[part=panel], dialog').all()) {
        const [edge, ground] = await button.evaluate((it) => {
          const { borderTopColor, borderTopStyle, borderTopWidth, backgroundColor } = getComputedStyle(it);
          return [`${borderTopWidth} ${borderTopStyle} ${borderTopColor}`, backgroundColor];
        });
        expect(edge).toMatch(/^1px solid rgb\(/);
        expect(edge).not.toContain(ground);
      }
      for (const { name, outline, color } of await tabThroughPage()) {
        expect(outline, name).toBe('solid 2px');
        expect(color, name).not.toBe('rgb(255, 255, 255)');
      }
    });

    test('targets are 44 pixels high and wide', async () => {
      await visit(delivery, options);
      const targets = await stage.page.evaluate(measureTargets);
      expect(targets.length).toBeGreaterThan(1);
      expect(targets.filter(({ width, height }) => width < 44 || height < 44)).toEqual([]);
    });
  });

  test.each(
    Object.entries({
      newsletter: [
        'First name (optional)',
        'Email address',
        'Garden',
        'Light',
        'Date of birth (optional)',
        'Mobile number (optional)',
        'Yes, send me',
        'Sign up',
      ],
      flyout: ['Email address', 'Sign up', 'Don’t show this again', 'Close'],
      bar: ['Email address', 'Sign up', 'Don’t show this again', 'Close'],
      'back in stock': ['Email address', 'Notify me'],
      'push permission': ['Turn on notifications', 'Not now'],
      'preference center': [
        'Yes, email me',
        'Browser notifications',
        'Plants',
        'Sales',
        'At most once a week',
        'Pause messages',
        'Save',
        'Cancel alert: Mug',
        'Remove: Firefox',
        'Your consent history',
      ],
    }),
  )('the keyboard goes through %s in the order in which it is read', async (name, order) => {
    await visit(delivery, cases.find(([one]) => one === name)![1]);
    const stops = (await tabThroughPage()).map(({ name }) => name);
    expect(stops.map((stop, at) => (stop.startsWith(order[at] ?? '?') ? order[at] : stop))).toEqual(order);
  });

  const click = (name: string) => stage.page.getByRole('button', { name }).click();
  const heard = () => stage.page.evaluate(() => (window as never as { heard: string[] }).heard);
  /** Waits until the live region, the same as at the beginning, has said these in this order. */
  async function hears(...texts: string[]): Promise<void> {
    await expect.poll(heard).toEqual(texts.map((text) => expect.stringContaining(text)));
    expect(await stage.page.evaluate(() => (window as never as { isSame(): boolean }).isSame())).toBe(true);
  }

  test.each([
    ['newsletter', 'Sign up', 'We sent a link to anna@example.com'],
    ['back in stock', 'Notify me', 'anna@example.com'],
  ])('%s announces what is wrong, what goes wrong, and what went well', async (name, submit, done) => {
    await visit(delivery, { ...cases.find(([one]) => one === name)![1], lang: 'en' });
    await stage.page.evaluate(listen);
    await click(submit);
    await hears('Enter your email address.');
    stage.shop.answer = () => ({ status: 503 });
    await stage.page.getByLabel('Email address').fill('anna@example.com');
    await click(submit);
    await hears('Enter your email address.', 'We could not reach the shop.');
    stage.shop.answer = () => ({ status: 202, body: { status: 'pending' } });
    await click(submit);
    await hears('Enter your email address.', 'We could not reach the shop.', done);
  });

  test('push permission announces that the browser may not ask', async () => {
    await stage.page.addInitScript("Notification.requestPermission = async () => 'denied'");
    await visit(delivery, { widget: 'push-permission', attributes: 'always="true"' });
    await stage.page.evaluate(listen);
    await click('Turn on notifications');
    await hears('To allow them, open the site settings');
  });

  test('the preference center announces what becomes of a change; the focus stays, or goes to the news', async () => {
    await visit(delivery, { widget: 'preference-center', attributes: 'user-id="kim" signature="0a"' });
    await stage.page.evaluate(listen);
    let status = 503;
    await stage.page.route('**/v1/preferences/change?*', (route) =>
      route.fulfill({ status, json: { ...preferences, waitlists: [] } }),
    );
    const focus = async () => (await stage.page.evaluate(readFocus)).name;
    await click('Save');
    await hears('We could not reach the shop.');
    expect(await focus()).toBe('Save');
    status = 200;
    // The button goes, and must not take the focus along.
    await stage.page.getByRole('button', { name: 'Cancel alert: Mug' }).focus();
    await stage.page.keyboard.press('Enter');
    await hears('We could not reach the shop.', 'Your changes have been saved.');
    await expect.poll(focus).toBe('Your changes have been saved.');
  });
});

test.each(['popup', 'flyout', 'bar'])('a %s rises only where motion is welcome', async (format) => {
  await visit('custom element', { attributes: `format="${format}"` });
  const panel = stage.page.locator('[part=panel]');
  const rise = () => panel.evaluate((it) => getComputedStyle(it).transitionDuration);
  expect(await rise()).toBe('0s');
  await stage.page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await rise()).toBe('0.2s, 0.2s');
});
