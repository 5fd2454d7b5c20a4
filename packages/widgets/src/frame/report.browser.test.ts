import { pause } from '@beckon/tracker/testing';
import { describe, expect, test } from 'vitest';
import { deliveries, openStage, type Visit } from '../testing/stage.ts';

/** What the page's tracker records of a widget that fails or is closed. */
const stage = openStage('newsletter');

const button = (name: string | RegExp) => stage.page.getByRole('button', { name });
const tracker = '<script async src="/beckon.js" data-key="pk_test"></script>';

describe.each(deliveries)('as %s', (delivery) => {
  async function visit({ attributes = '', ...options }: Visit) {
    // The browser would show its prompt in a separate window.
    await stage.page.addInitScript(() => {
      Object.defineProperty(Notification, 'permission', { value: 'default' });
      Notification.requestPermission = async () => 'granted';
    });
    const head = delivery === 'React component' ? tracker : '';
    await stage.visit(delivery, { attributes: `form-id="footer" ${attributes}`, head, ...options });
    await stage.page.waitForFunction(() => 'beckon' in window);
    await stage.page.evaluate(() =>
      (window as never as { beckon: { consent(choice: object): void } }).beckon.consent({ analytics: true }),
    );
  }
  const told = (type: string) =>
    stage.shop
      .events()
      .filter((event) => event.type === type)
      .map(({ properties }) => properties);

  test.each<[problem: string, visit: Visit, act: () => Promise<void>]>([
    ['network_unavailable', { widget: 'newsletter' }, () => signUp('anna@example.com')],
    ['email_invalid', { widget: 'newsletter' }, () => signUp('anna')],
    [
      'network_unavailable',
      { widget: 'back-in-stock', attributes: 'product-id="mug" sold-out="true"' },
      () => signUp('anna@a.example'),
    ],
    ['access_denied', { widget: 'preference-center', attributes: 'user-id="kim" signature="0a"' }, async () => {}],
    [
      'network_unavailable',
      { widget: 'push-permission', attributes: 'always="true"' },
      () => button('Turn on notifications').click(),
    ],
  ])('%s is told as widget_failed of %o', async (error, options, act) => {
    await stage.page.route(/\/v1\/(subscribe|waitlist|form-token)/, (route) => route.fulfill({ status: 503 }));
    await stage.page.route('**/v1/preferences?*', (route) => route.fulfill({ status: 403 }));
    await visit(options);
    await act();
    await stage.page.locator('[data-status=error]').waitFor();
    const widget = options.widget?.replace(/-/g, '_');
    await expect
      .poll(() => told('widget_failed'))
      .toEqual([expect.objectContaining({ widget, error, formId: 'footer' })]);
  });

  test.each([
    ['Escape', 'popup', () => stage.page.keyboard.press('Escape')],
    ['the cross', 'popup', () => button('Close').click()],
    ['the cross', 'bar', () => button('Close').click()],
    ['a no for good', 'flyout', () => button(/show this again/).click()],
  ])('%s on a %s is told as widget_dismissed', async (_, format, close) => {
    await visit({ attributes: `format="${format}"` });
    await button('Sign up').waitFor();
    await close();
    await expect
      .poll(() => told('widget_dismissed'))
      .toEqual([expect.objectContaining({ widget: 'newsletter', formId: 'footer' })]);
  });

  test('declining the push prompt is reported as widget_dismissed', async () => {
    await visit({ widget: 'push-permission', attributes: 'always="true"' });
    await button('Not now').click();
    await expect.poll(() => told('widget_dismissed')).toEqual([expect.objectContaining({ widget: 'push_permission' })]);
  });

  test('a form that is closed after a sign-up was not turned down', async () => {
    await visit({ attributes: 'format="popup"' });
    await signUp('anna@example.com');
    await stage.page.locator('[data-status=success]').waitFor();
    await button('Close').click();
    await expect.poll(() => told('widget_succeeded')).toHaveLength(1);
    await pause(300);
    expect(told('widget_dismissed')).toEqual([]);
  });

  async function signUp(email: string) {
    await stage.page.getByRole('textbox', { name: 'Email address' }).fill(email);
    await stage.page.locator('[type=submit]').click();
  }
});
