import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '@beckon/test-setup/chromium';
import { runBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { createSegment, takeMarketingPictures } from './marketing-pictures.ts';
import { root } from './run.ts';

/**
 * `node scripts/picture.ts` takes the picture of the README, the running demo shop and admin app with seeded data, and those
 * of `docs/marketing`. They have to be looked at.
 */
const folder = await chooseTestFolder();
const beckon = await startBeckon(folder);
const browser = await launchChromium();
try {
  const { dev } = beckon;
  const segment = await createSegment(dev);
  await runBeckon(['seed'], { BECKON_DATA_DIR: folder });
  const size = { width: 1440, height: 960 };
  const shop = await browser.newPage({ viewport: { width: 420, height: 860 }, deviceScaleFactor: 2 });
  await shop.goto(dev.storefrontUrl);
  await shop.getByRole('button', { name: 'Accept' }).click();
  await shop
    .getByRole('link', { name: /Two-minute stool/ })
    .first()
    .click();
  await shop.getByRole('button', { name: 'Add to cart' }).click();
  await shop.getByText('Added to cart.').waitFor();
  await shop.evaluate('scrollTo(0, 0)');

  const admin = await browser.newPage({ viewport: size, deviceScaleFactor: 2 });
  await admin.goto(dev.adminUrl);
  await admin.getByLabel('Email address', { exact: true }).fill(dev.adminEmail);
  await admin.getByRole('textbox', { name: 'Password' }).fill(dev.adminPassword);
  await admin.getByRole('button', { name: 'Sign in' }).click();
  await admin.getByRole('heading', { name: 'Overview' }).waitFor({ timeout: 60_000 });
  await admin.locator('.recharts-bar-rectangle').first().waitFor();
  await admin.waitForTimeout(2_500);

  const [shopShot, adminShot] = [await shop.screenshot(), await admin.screenshot()];
  const frame = await browser.newPage({ viewport: { width: 1600, height: 1000 }, deviceScaleFactor: 1.25 });
  const uri = (shot: Buffer) => `data:image/png;base64,${shot.toString('base64')}`;
  await frame.setContent(`<style>
    body { margin: 0; width: 1600px; height: 1000px; overflow: hidden; background: linear-gradient(120deg, #cfe5f1, #f7ded2); position: relative; }
    img { position: absolute; border-radius: 14px; box-shadow: 0 2px 6px #0002, 0 24px 70px #1b254a38; }
    .admin { left: 48px; top: 80px; width: 1230px; } .shop { right: 48px; top: 150px; width: 384px; border-radius: 26px; }
  </style><img class="admin" src="${uri(adminShot)}"><img class="shop" src="${uri(shopShot)}">`);
  await mkdir(join(root, 'docs/images'), { recursive: true });
  await writeFile(join(root, 'docs/images/beckon.jpg'), await frame.screenshot({ type: 'jpeg', quality: 84 }));

  await takeMarketingPictures(admin, dev, segment);
} finally {
  await browser.close();
  await beckon.stop();
  await rm(folder, { recursive: true, force: true });
}
