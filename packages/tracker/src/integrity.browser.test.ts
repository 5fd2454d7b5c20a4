import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openShop, pause, type Shop, until } from './testing/shop.ts';
import { folder, page } from './testing/visit.ts';

/** A page of one origin whose script comes from another, pinned to a digest, under a strict policy. */
async function visitPinned(change: (integrity: string) => string): Promise<{ beckon: Shop; close: () => void }> {
  const { script, integrity } = JSON.parse(readFileSync(join(folder, 'tracker.json'), 'utf8'));
  const beckon = await openShop('', folder);
  const tag = `<script async src="${beckon.url}/${script}" integrity="${change(integrity)}" crossorigin="anonymous"`;
  const shop = await openShop(
    `<!doctype html>${tag} data-key="pk_test" data-consent="granted" data-products></script>`,
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

test('a script that is pinned to its digest runs, and finds its separate files', async () => {
  const { beckon, close } = await visitPinned((integrity) => integrity);
  await until('the page view came', () => beckon.events('page_viewed').length);
  await until('the file came', () => beckon.asked.includes('/beckon.products.js'));
  close();
});

test('one that is not what the digest says is refused', async () => {
  const { beckon, close } = await visitPinned((integrity) =>
    integrity.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
  );
  await until('the script was asked for', () => beckon.asked.length);
  await pause(500);
  expect(beckon.received).toEqual([]);
  expect(await page.evaluate(() => window.beckon)).toBeUndefined();
  close();
});
