import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openShop, pause, type Shop, until } from './testing/shop.ts';
import { folder, page } from './testing/visit.ts';

const said: string[] = [];
const faults: string[] = [];
beforeEach(() => {
  said.length = 0;
  faults.length = 0;
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
});

async function show(content: string, during: (shop: Shop) => Promise<unknown>, headers = {}) {
  const shop = await openShop(
    `<!doctype html><link rel="icon" href="data:,"><title>Mugs</title>${content}`,
    folder,
    headers,
  );
  await page.goto(shop.url);
  try {
    await during(shop);
  } finally {
    shop.close();
  }
}

const hasStarted = (shop: Shop) => until('the page view came', () => shop.events('page_viewed').length);
const tag = 'src="/beckon.js" data-key="pk_test" data-consent="granted"';

/** An accelerator that fetches the scripts of the page and runs their text. */
const accelerator = (run: string, address = 'script.src') => `<script id="fast">
  addEventListener('load', async () => {
    for (const script of document.querySelectorAll('script[type="text/later"]')) {
      const text = await (await fetch(${address})).text();
      ${run}
    }
  });</script>`;

describe('the tag is found', () => {
  test.each([
    ['a module', `<script type="module" ${tag}></script>`],
    ['run as text', `<script type="text/later" ${tag}></script>${accelerator('(0, eval)(text)')}`],
    ['run as a function', `<script type="text/later" ${tag}></script>${accelerator('new Function(text)()')}`],
    [
      'run in an element of the accelerator',
      `<script type="text/later" ${tag}></script>${accelerator(
        "document.head.append(Object.assign(document.createElement('script'), { text }))",
      )}`,
    ],
    [
      'with its address moved',
      `<script type="text/later" ${tag.replace('src=', 'data-fast-src=')}></script>${accelerator(
        '(0, eval)(text)',
        'script.dataset.fastSrc',
      )}`,
    ],
    [
      'beside a tag of another that has a key too',
      `<script type="text/plain" src="/checkout.js" data-key="pk_live_of_another"></script><script type="module" ${tag}></script>`,
    ],
    ['deferred', `<script defer ${tag}></script>`],
  ])('%s', async (_, content) => {
    await show(content, async (shop) => {
      await hasStarted(shop);
      expect(shop.received[0]?.query).toBe('?key=pk_test');
    });
    expect([said, faults]).toEqual([[], []]);
  });

  test('inline, where data-api says where to send', async () => {
    const text = await readFile(join(folder, 'beckon.js'), 'utf8');
    const attributes = 'data-key="pk_test" data-consent="granted" data-api="/c"';
    await show(`<script ${attributes}>${text}</script>`, async (shop) => {
      await until('something came', () => shop.received.length);
      expect(shop.received[0]).toMatchObject({ path: '/c/v1/collect', query: '?key=pk_test' });
    });
    expect([said, faults]).toEqual([[], []]);
  });

  test('a module in a folder, which is where it sends to', async () => {
    await show(`<script type="module" ${tag.replace('/beckon', '/b/beckon')}></script>`, async (shop) => {
      await until('something came', () => shop.received.length);
      expect(shop.received[0]).toMatchObject({ path: '/b/v1/collect', query: '?key=pk_test' });
    });
  });

  test('in the lines that the quick start has for a tag manager', async () => {
    const guide = await readFile(new URL('../../../docs/storefront/quick-start.md', import.meta.url), 'utf8');
    const [, lines] = /## With a tag manager[\s\S]*?```html\n([\s\S]*?)```/.exec(guide) ?? [];
    const content = lines
      ?.replace('https://beckon.example.com', '')
      .replace('pk_your_write_key', 'pk_test')
      .replace('script.async', "script.setAttribute('data-consent', 'granted');\n    script.async");
    await show(content ?? '', async (shop) => {
      await hasStarted(shop);
      expect(shop.received[0]?.query).toBe('?key=pk_test');
    });
  });
});

describe('a tag without a write key', () => {
  test.each([
    ['none', ''],
    ['an empty one', 'data-key=""'],
    ['the text undefined', 'data-key="undefined"'],
    ['what a template left', 'data-key="{{ key }}"'],
    ['a secret key', 'data-key="sk_test"'],
  ])('sends and stores nothing, and says why once: %s', async (_, key) => {
    await show(`<script async src="/beckon.js" ${key} data-consent="granted"></script>`, async (shop) => {
      await page.waitForFunction(() => window.beckon?.flush);
      await page.evaluate(() => {
        window.beckon.track('never_seen');
        window.beckon.consent({ analytics: true });
        window.beckon.identify('u_17');
        window.beckon.reset();
        window.beckon.flush();
      });
      await pause(400);
      expect(shop.received).toEqual([]);
      expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({});
    });
    expect(said).toEqual([expect.stringContaining('data-key="pk_…"')]);
    expect(faults).toEqual([]);
  });

  test('gives way to one that has it', async () => {
    await show(`<script src="/beckon.js"></script><script ${tag}></script>`, hasStarted);
    expect(said).toHaveLength(1);
  });

  test('says so as a text without a tag, and is no uncaught error', async () => {
    await show(`<script>fetch('/beckon.js').then((file) => file.text()).then(eval)</script>`, async (shop) => {
      await page.waitForFunction(() => window.beckon?.flush);
      expect(shop.received).toEqual([]);
    });
    expect(said).toEqual([expect.stringContaining('data-key="pk_…"')]);
    expect(faults).toEqual([]);
  });
});

test.each([
  'data-provider="x"',
  'data-processed="1"',
  'data-attribution',
  'data-bans="3"',
  'data-database',
  'data-track',
])('an attribute of another tool loads no file: %s', async (attribute) => {
  await show(`<script async ${tag} ${attribute}></script>`, async (shop) => {
    await hasStarted(shop);
    await pause(200);
    expect(shop.asked.filter((path) => path.startsWith('/beckon.'))).toEqual(['/beckon.js']);
  });
  expect([said, faults]).toEqual([[], []]);
});

test.each(['datalayer', 'attributes', 'products', 'tcf', 'gcm', 'banner'])(
  'each of the six known attributes loads its file: data-%s',
  async (name) => {
    await show(`<script async ${tag} data-${name}></script>`, (shop) =>
      until('the file is asked for', () => shop.asked.includes(`/beckon.${name}.js`)),
    );
  },
);

test('the script leaves the page no global but beckon', async () => {
  const names = `<script>before = null; before = Object.getOwnPropertyNames(window)</script>`;
  await show(`${names}<script ${tag}></script>`, async (shop) => {
    await hasStarted(shop);
    const added = await page.evaluate(() => {
      const { before } = window as never as { before: string[] };
      return Object.getOwnPropertyNames(window).filter((name) => !before.includes(name));
    });
    expect(added).toEqual(['beckon']);
  });
});
