import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openShop, pause, type Shop, until } from './testing/shop.ts';
import { folder, page } from './testing/visit.ts';

const readPinned = () =>
  JSON.parse(readFileSync(join(folder, 'tracker.json'), 'utf8')) as {
    script: string;
    integrity: string;
    files: string[];
  };
const productsFile = () => readPinned().files.find((name) => name.startsWith('beckon.products-'))!;

/** A page of one origin whose script comes from another, pinned to a digest, under a strict policy. */
async function visitPinned(
  change: (integrity: string) => string,
  from: string = folder,
): Promise<{ beckon: Shop; close: () => void }> {
  const { script, integrity } = readPinned();
  const beckon = await openShop('', from);
  const tag = `<script async src="${beckon.url}/${script}" integrity="${change(integrity)}" crossorigin="anonymous"`;
  const shop = await openShop(
    `<!doctype html>${tag} data-key="pk_test" data-consent="granted" data-products></script>
    <script type="application/ld+json">{"@type":"Product","sku":"mug","name":"Mug"}</script>`,
    folder,
    {
      'content-security-policy': `default-src 'none'; script-src ${beckon.url}; connect-src ${beckon.url}; require-trusted-types-for 'script'; trusted-types 'none'`,
    },
  );
  await page.goto(shop.url);
  return {
    beckon,
    close: () => {
      beckon.close();
      shop.close();
    },
  };
}

test('a script that is pinned to its digest runs, and loads the separate files of its version', async () => {
  const { beckon, close } = await visitPinned((integrity) => integrity);
  await until('the page view came', () => beckon.events('page_viewed').length);
  await until('the product came', () => beckon.events('product_viewed').length);
  expect(beckon.asked.filter((path) => path.includes('products'))).toEqual([`/${productsFile()}`]);
  close();
});

test('a separate file that does not match the digest in the script is not run', async () => {
  const tampered = mkdtempSync(join(tmpdir(), 'beckon-tampered-'));
  const { script } = readPinned();
  copyFileSync(join(folder, script), join(tampered, script));
  writeFileSync(join(tampered, productsFile()), 'beckon.track("tampered")');
  const { beckon, close } = await visitPinned((integrity) => integrity, tampered);
  await until('the file was asked for', () => beckon.asked.includes(`/${productsFile()}`));
  await until('the page view came', () => beckon.events('page_viewed').length);
  await pause(500);
  expect(beckon.events('tampered')).toEqual([]);
  close();
  rmSync(tampered, { recursive: true });
});

test('a file that does not match the digest is refused', async () => {
  const { beckon, close } = await visitPinned((integrity) =>
    integrity.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
  );
  await until('the script was asked for', () => beckon.asked.length);
  await pause(500);
  expect(beckon.received).toEqual([]);
  expect(await page.evaluate(() => window.beckon)).toBeUndefined();
  close();
});
