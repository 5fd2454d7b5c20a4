import { pause } from '@beckon/tracker/testing';
import { expect, test } from 'vitest';
import { comparePictures } from './testing/compare-pictures.ts';
import { hostile } from './testing/hostile.ts';
import { preferences } from './testing/preferences.ts';
import { openStage } from './testing/stage.ts';

/** A React widget looks the same in every page: compares its picture in an empty page and in one with global styles. */
const stage = openStage('newsletter');

/** The place of the widget belongs to the page, and so does the font; both pages have the same. */
const place = `
  #root#root { all: initial !important; display: block !important; position: absolute !important; inset: 20px auto auto 20px !important; width: 420px !important; font-family: sans-serif !important }
  html#html, html#html body { margin: 0 !important; border: 0 !important; background: #fff !important } html#html h1, html::before, body::before, main::before, #root::before, html::after, body::after, main::after, #root::after { display: none !important }`;

type Case = { widget: string; attributes?: string; inside?: string; act?: () => Promise<void> };

async function picture({ widget, attributes = '', inside = '.beckon', act }: Case, css = ''): Promise<Buffer> {
  const { page } = stage;
  await page.addInitScript("Object.defineProperty(Notification, 'permission', { value: 'default' })");
  await page.route('**/v1/preferences?*', (route) => route.fulfill({ json: preferences }));
  await page.setViewportSize({ width: 600, height: 1600 });
  const head = `<script>document.documentElement.id = 'html'</script><style>${css}</style><style>${place}</style>`;
  await stage.visit('React component', { widget, attributes, head });
  await page.waitForLoadState('networkidle');
  await act?.();
  await pause(300);
  const shown = await page.locator(inside).first().screenshot({ animations: 'disabled' });
  stage.shop.close();
  return shown;
}

const signUp = async (email: string) => {
  await stage.page.locator('[name=email]').evaluate((input, email) => {
    (input as HTMLInputElement).value = email;
    (input as HTMLInputElement).form?.requestSubmit();
  }, email);
  await stage.page.locator('[data-status=success], [data-status=error]').waitFor({ state: 'attached' });
};

const cases: [name: string, shown: Case][] = [
  ['newsletter', { widget: 'newsletter' }],
  [
    'newsletter with all fields, and an error',
    {
      widget: 'newsletter',
      attributes: 'fields="email first-name interests birthday phone" interests="Garden, Light"',
      act: () => signUp('anna'),
    },
  ],
  ['news of success', { widget: 'newsletter', act: () => signUp('anna@example.com') }],
  ['newsletter, dark, in Arabic', { widget: 'newsletter', attributes: 'theme="dark" lang="ar"' }],
  ['newsletter as popup', { widget: 'newsletter', attributes: 'format="popup"', inside: 'dialog' }],
  ['newsletter as flyout', { widget: 'newsletter', attributes: 'format="flyout"', inside: 'section[part=panel]' }],
  ['back in stock', { widget: 'back-in-stock', attributes: 'product-id="mug" sold-out="true"' }],
  ['push question', { widget: 'push-permission', attributes: 'always="true"' }],
  [
    'preference center',
    {
      widget: 'preference-center',
      attributes: 'user-id="kim" signature="0a"',
      act: () => stage.page.locator('summary').evaluate((summary) => (summary as HTMLElement).click()),
    },
  ],
];

test.each(cases)('%s looks the same in every page', async (_, shown) => {
  const bare = await picture(shown);
  for (const [page, css] of Object.entries(hostile)) {
    const apart = await comparePictures(stage.page, bare, await picture(shown, css));
    expect({ page, ...apart }).toMatchObject({ isSame: true });
  }
});
