import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '@beckon/test-setup/chromium';
import { build as buildTracker } from '../packages/tracker/build.ts';
import { buildFolder, openShop } from '../packages/tracker/src/testing/shop.ts';
import { build } from '../packages/widgets/build.ts';
import { preferences } from '../packages/widgets/src/testing/preferences.ts';
import { root } from './run.ts';

/** `node scripts/widgets-poster.ts` takes the picture of the README: the four widgets, each in the style of a different shop. */
const font = async (family: string, file: string) => {
  const path = `apps/storefront/node_modules/@fontsource-variable/${file}/files/${file}-latin-wght-normal.woff2`;
  const data = await readFile(join(root, path), 'base64');
  return `@font-face { font-family: "${family}"; font-weight: 200 800; src: url(data:font/woff2;base64,${data}) }`;
};

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Widgets</title><style>
  ${await font('Display', 'bricolage-grotesque')} ${await font('Text', 'instrument-sans')}
  body { margin: 0; width: 1600px; height: 1010px; background: linear-gradient(120deg, #cfe5f1, #f7ded2); --beckon-font: Text; }
  main { position: absolute; inset: 64px; display: grid; grid-template-columns: 1.06fr 1fr 1fr; gap: 40px; align-items: center; }
  main > div { display: grid; gap: 40px; }
  ::part(form) { box-shadow: 0 2px 6px #0001, 0 20px 60px #1b254a26; }
  ::part(heading) { font-family: Display; }
  #sea { --beckon-text: #17375e; --beckon-accent: #17375e; --beckon-muted: #4d6682; --beckon-border: transparent; }
  #clay { --beckon-accent: #a3412a; --beckon-on-accent: #fff; --beckon-background: #fff8f3; --beckon-radius: 4px; --beckon-border: transparent; }
  #moss { --beckon-text: #20351f; --beckon-accent: #2f6b3c; --beckon-on-accent: #fff; --beckon-background: #fbfdf6; --beckon-radius: 16px; --beckon-border: transparent; }
  #night { --beckon-accent: #ffd166; --beckon-on-accent: #241b2f; --beckon-background: #241b2f; --beckon-border: transparent; --beckon-radius: 24px; }
  #rtl { --beckon-accent: #4b3fa7; --beckon-on-accent: #fff; --beckon-border: transparent; }
</style><body><main>
  <div>
    <beckon-newsletter id="sea" theme="light" fields="email first-name interests" interests="Garden, Light, Table"
      heading="Letters from the workshop" intro="Once a month: what is new, and how it is made."></beckon-newsletter>
    <beckon-newsletter id="rtl" theme="light" lang="ar"></beckon-newsletter>
  </div>
  <div>
    <beckon-back-in-stock id="clay" theme="light" product-id="mug" sold-out></beckon-back-in-stock>
    <beckon-push-permission id="night" theme="dark" always heading="First to know"></beckon-push-permission>
  </div>
  <div><beckon-preference-center id="moss" theme="light" user-id="kim" signature="0a"></beckon-preference-center></div>
</main><script async src="/beckon.js" data-key="pk_test"></script>`;

const folder = buildFolder();
await Promise.all([build(folder), buildTracker(folder)]);
const shop = await openShop(page, folder);
shop.answer = () => ({ status: 200, body: { ...preferences, topics: [] } });
const browser = await launchChromium();
try {
  const sheet = await browser.newPage({ viewport: { width: 1600, height: 1010 }, deviceScaleFactor: 1.25 });
  // Headless Chromium denies notifications on all sites.
  await sheet.addInitScript("Object.defineProperty(Notification, 'permission', { value: 'default' })");
  await sheet.goto(shop.url);
  await sheet.getByRole('button', { name: 'Save' }).waitFor();
  await sheet.waitForTimeout(500);
  await writeFile(join(root, 'docs/images/widgets.jpg'), await sheet.screenshot({ type: 'jpeg', quality: 84 }));
} finally {
  await browser.close();
  shop.close();
}
