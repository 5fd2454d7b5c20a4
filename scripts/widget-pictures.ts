import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@beckon/test-setup/chromium';
import { build as buildTracker } from '../packages/tracker/build.ts';
import { buildFolder, openShop } from '../packages/tracker/src/testing/shop.ts';
import { build } from '../packages/widgets/build.ts';
import { preferences } from '../packages/widgets/src/testing/preferences.ts';

/**
 * `node scripts/widget-pictures.ts` writes `docs/images/widgets/`: each widget in light, dark, right-to-left, and on a
 * page with hostile styles. They have to be looked at.
 */
const target = fileURLToPath(new URL('../docs/images/widgets/', import.meta.url));

const widgets: Record<string, string> = {
  newsletter: '<beckon-newsletter></beckon-newsletter>',
  'newsletter-fields':
    '<beckon-newsletter fields="email first-name interests birthday phone" interests="Garden, Light"></beckon-newsletter>',
  'newsletter-popup': '<beckon-newsletter format="popup"></beckon-newsletter>',
  'newsletter-flyout': '<beckon-newsletter format="flyout"></beckon-newsletter>',
  'newsletter-bar': '<beckon-newsletter format="bar"></beckon-newsletter>',
  'back-in-stock': '<beckon-back-in-stock product-id="mug" sold-out></beckon-back-in-stock>',
  'push-permission': '<beckon-push-permission always></beckon-push-permission>',
  'preference-center': '<beckon-preference-center user-id="kim" signature="0a"></beckon-preference-center>',
};

const plain =
  'body { margin: 0; padding: 24px; background: light-dark(#f6f3ee, #12110f) } :root { color-scheme: light dark }';
const hostile =
  '* { all: unset !important; font-size: 44px !important; letter-spacing: .3em !important; text-transform: uppercase !important; color: #f0f !important } head { display: none !important } body { display: block !important; padding: 24px !important; background: #ffd !important }';

const looks = {
  light: { lang: 'en', css: plain, colorScheme: 'light' },
  dark: { lang: 'en', css: plain, colorScheme: 'dark' },
  rtl: { lang: 'ar', css: plain, colorScheme: 'light' },
  hostile: { lang: 'en', css: hostile, colorScheme: 'light' },
} as const;

const folder = buildFolder();
await Promise.all([build(folder), buildTracker(folder), mkdir(target, { recursive: true })]);
const browser = await launchChromium();
for (const [look, { lang, css, colorScheme }] of Object.entries(looks)) {
  const page = await browser.newPage({
    colorScheme,
    reducedMotion: 'reduce',
    viewport: { width: 560, height: 640 },
  });
  // Headless Chromium denies notifications on all sites.
  await page.addInitScript("Object.defineProperty(Notification, 'permission', { value: 'default' })");
  for (const [name, html] of Object.entries(widgets)) {
    const shop = await openShop(
      `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>Shop</title><style>${css}</style><body><p>A shop</p>${html}<script async src="/beckon.js" data-key="pk_test"></script>`,
      folder,
    );
    shop.answer = () => ({ status: 200, body: preferences });
    await page.goto(shop.url);
    // The last part of a form: when it is visible, the form is complete.
    await page.getByRole('button').last().waitFor();
    await page.waitForTimeout(300);
    const isOver = /popup|flyout|bar/.test(name);
    await page.screenshot({ path: `${target}${name}-${look}.png`, fullPage: !isOver });
    shop.close();
  }
  await page.close();
}
await browser.close();
