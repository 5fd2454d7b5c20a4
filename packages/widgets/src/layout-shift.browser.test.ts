/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { pause } from '@beckon/tracker/testing';
import { describe, expect, test } from 'vitest';
import { preferences } from './testing/preferences.ts';
import { type Delivery, openStage, type Visit } from './testing/stage.ts';

/** Nothing of the page moves: measured as browsers report it, with the rules that the README tells shops to take. */
const stage = openStage('newsletter', { isWithEveryReact: true });

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const room = /```css\n(beckon-newsletter:not[\s\S]*?)```/.exec(readme)?.[1] as string;
const below = '<p>What stands below.</p>'.repeat(12);

/** The sum of all shifts until the page has come to rest. */
async function shiftOf(
  delivery: Delivery,
  { css = room, width = 360, ...options }: Visit & { css?: string; width?: number },
) {
  await stage.page.setViewportSize({ width, height: 900 });
  await stage.page.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { value: 'default' });
    const page = window as never as { shift: number };
    page.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) page.shift += (entry as never as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await stage.page.route('**/v1/preferences?*', (route) => route.fulfill({ json: preferences }));
  const head = `<meta name="viewport" content="width=device-width"><style>${css}</style>`;
  await stage.visit(delivery, { below, head, ...options });
  await stage.page.getByRole('button').last().waitFor();
  await stage.page.waitForLoadState('networkidle');
  return shift();
}
async function shift(): Promise<number> {
  await pause(300);
  return stage.page.evaluate(() => (window as never as { shift: number }).shift);
}

test('without reserved space an element moves the content below', async () => {
  expect(await shiftOf('custom element', { css: '' })).toBeGreaterThan(0.1);
});

test('one line of CSS keeps the room of a newsletter', async () => {
  const line = /`(beckon-newsletter \{[^`]*\})`/.exec(readme)?.[1] as string;
  expect(await shiftOf('custom element', { css: line })).toBe(0);
});

const widgets: [name: string, attributes: string][] = [
  ['newsletter', ''],
  ['back-in-stock', 'product-id="mug" sold-out="true"'],
  ['push-permission', 'always="true"'],
  ['preference-center', 'user-id="kim" signature="0a"'],
];

describe.each(widgets)('%s', (widget, attributes) => {
  test.each([
    [320, 'de'],
    [360, 'pt'],
    [360, 'en'],
    [900, 'fr'],
  ])('as element of a page %i pixels wide, in %s, moves nothing', async (width, lang) => {
    const css = width < 600 ? room : room.replace('480px', '360px');
    expect(await shiftOf('custom element', { css, width, lang, widget, attributes })).toBe(0);
  });
});

describe.each([19, 18] as const)('React %i', (react) => {
  test.each([
    ['newsletter', '', 'en'],
    ['newsletter', 'lang="de"', 'de'],
    ['newsletter', 'lang="pt" fields="email first-name"', 'en'],
    ['newsletter', 'class="beckon-room"', 'de'],
    ['back-in-stock', 'product-id="mug" sold-out="true"', 'en'],
    ['back-in-stock', 'lang="ar" product-id="mug" sold-out="true"', 'ar'],
    ['back-in-stock', 'class="beckon-room" product-id="mug" sold-out="true"', 'pt'],
    ['push-permission', 'class="beckon-room" always="true"', 'en'],
    ['preference-center', 'user-id="kim" signature="0a"', 'en'],
  ])('%s with %s in %s, rendered by a server, moves nothing', async (widget, attributes, lang) => {
    const moved = await shiftOf('React component', { react, isRendered: true, widget, attributes, lang });
    // Without `lang` it becomes another language than the server's, and a button goes to the next line, within the form.
    if (lang === 'en' || /lang=/.test(attributes)) expect(moved).toBe(0);
    else expect(moved).toBeLessThan(0.001);
  });
});

test.each<[widget: string, attributes: string, delivery: Delivery, css: string]>([
  ['newsletter', '', 'custom element', room],
  ['back-in-stock', 'product-id="mug" sold-out="true"', 'custom element', room],
  // The message is shorter than this form, which keeps its height.
  ['newsletter', 'fields="email first-name"', 'React component', ''],
])('%s moves nothing below when the news comes late', async (widget, attributes, delivery, css) => {
  await shiftOf(delivery, { widget, attributes, lang: 'de', css });
  const earlier = await shift();
  // Later than half a second browsers do not take it for an answer to the click.
  stage.shop.answer = async () => {
    await pause(900);
    return { status: 202, body: { status: 'pending' } };
  };
  const place = () => stage.page.getByText('What stands below.').first().boundingBox();
  const before = await place();
  await stage.page.locator('[name=email]').fill('anna@example.com');
  await stage.page.locator('[type=submit]').click();
  await stage.page.locator('[data-status=success]').waitFor();
  expect(await place()).toEqual(before);
  // The texts within it have changed their places; a tenth is what browsers call good.
  expect((await shift()) - earlier).toBeLessThan(0.02);
});
