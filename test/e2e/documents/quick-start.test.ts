import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { granted, openWorkbench, output, tag, type Workbench } from '@beckon/test-setup/workbench';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../../scripts/run.ts';
import { root } from '../../laws/sources.ts';
import { readSnippets } from './snippets.ts';

const snippets = await readSnippets('storefront/quick-start.md');
let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench?.close());

test('nothing is sent before consent, and queued events are sent after it', async () => {
  const page = await bench.show(bench.real(snippets.take('html')));
  await page.waitForFunction('window.beckon?.key');
  await page.waitForTimeout(300);
  await bench.come();
  await page.evaluate(snippets.take('js'));
  await bench.come('page_viewed');
  await page.evaluate(snippets.take('js'));
  await bench.come('added_to_cart');
  await page.close();
});

test('the snippet for a tag manager', async () => {
  const page = await bench.show(bench.real(snippets.take('html')));
  await page.waitForFunction('window.beckon?.key');
  await page.evaluate('beckon.consent({ analytics: true })');
  await bench.come('page_viewed');
  await page.close();
});

test('calls made before the script has loaded are queued', async () => {
  const page = await bench.show(granted(bench.real(snippets.take('html'))));
  await bench.come('page_viewed', 'product_viewed');
  await page.close();
});

test('an order from the server counts as revenue', async () => {
  const command = `${bench.real(snippets.take('sh')).trim()} --silent --fail --output /dev/null`;
  expect(await run('bash', ['-c', command], { BECKON_SECRET_KEY: bench.beckon.dev.secretKey })).toBe(0);
  await bench.come('placed_order');
  await expect.poll(async () => (await bench.stats()).revenue).toEqual([{ amount: 6_800, currency: 'EUR' }]);
});

test('an order by @beckon/client counts as revenue', async () => {
  // Inside the package, which can import itself by name.
  const folder = await mkdtemp(join(root, 'packages/client/quick-start-'));
  try {
    const file = join(folder, 'order.mjs');
    await writeFile(file, bench.real(snippets.take('js')));
    expect(await run(process.execPath, [file], { BECKON_SECRET_KEY: bench.beckon.dev.secretKey })).toBe(0);
    await bench.come('placed_order');
    await expect.poll(async () => (await bench.stats()).revenue).toEqual([{ amount: 11_000, currency: 'EUR' }]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

describe('a signature', () => {
  let folder: string;
  let env: { BECKON_IDENTITY_KEY: string };
  let expected: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(root, 'apps/storefront/dist/signature-'));
    const { id } = bench.source.keys.find(({ kind }) => kind === 'identity')!;
    const { value } = await bench.api<{ value: string }>(`/api/v1/sources/${bench.source.id}/keys/${id}`);
    env = { BECKON_IDENTITY_KEY: value };
    const file = join(folder, 'sign.mjs');
    await writeFile(file, `${snippets.take('js')}process.stdout.write(signatureOf('u_17'));`);
    expected = (await output(process.execPath, [file], env))!;
    expect(expected).toMatch(/^[0-9a-f]{64}$/);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.for([
    ['php', 'php', 'echo signature_of("u_17");'],
    ['python', 'python3', 'print(signature_of("u_17"), end="")'],
    ['ruby', 'ruby', 'print signature_of("u_17")'],
  ] as const)('made in %s is that of Node', async ([language, program, call], { skip }) => {
    const file = join(folder, `sign.${language}`);
    await writeFile(file, snippets.take(language) + call);
    const signature = await output(program, [file], env);
    if (signature === null) skip(`${program} is not installed`);
    expect(signature).toBe(expected);
  });

  test('identifies the shopper, and earlier events of the browser belong to them', async () => {
    const page = await bench.show(granted(bench.real(tag)));
    await page.waitForFunction('window.beckon?.key');
    await page.evaluate(snippets.take('js').replace('the signature from your server', expected));
    const [viewed, identified] = await bench.come('page_viewed', 'identified');
    const now = async (id: string) => (await bench.events()).find((event) => event.id === id)!;
    // The contact is linked a moment after the event is stored.
    await expect
      .poll(() => now(identified!.id))
      .toMatchObject({ isTrusted: true, contactName: 'Kim', contactId: expect.any(String) });
    // The order in the example above is by the same person.
    const { contactId } = await now(identified!.id);
    await expect.poll(() => now(viewed!.id)).toMatchObject({ isTrusted: false, contactId });
    await page.close();
  });
});

test('the package compiles', async () => {
  // In a folder like that of a shop, next to code whose dependencies it finds.
  const file = join(root, 'packages/widgets/dist/quick-start.ts');
  await writeFile(file, snippets.take('ts'));
  const flags = '--noEmit --strict --skipLibCheck --target es2024 --module esnext --moduleResolution bundler';
  const ours = '--allowImportingTsExtensions --erasableSyntaxOnly --ignoreConfig';
  expect(await run('tsc', [...`${flags} ${ours}`.split(' '), file])).toBe(0);
  await rm(file);
});

test('no snippet was left out', () => expect(snippets.left()).toEqual([]));
