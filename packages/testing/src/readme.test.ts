import { readFile } from 'node:fs/promises';
import { testServerUrl } from '@beckon/core/testing';
import { afterAll, expect, test } from 'vitest';
import { type Beckon, startBeckon } from './index.ts';

type Run = () => unknown;
type Snippet = { tests: [name: string, run: Run][]; before: Run[]; after: Run[] };

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const snippets = [...readme.matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code!);

let beckon: Beckon;
afterAll(() => beckon.close());

/** The snippets as one file: what its calls of `test`, `beforeAll` and `afterAll` were given. */
async function readSnippets(): Promise<Snippet> {
  const found: Snippet = { tests: [], before: [], after: [] };
  const code = snippets.join('\n').replace(/^import .*$/gm, '');
  const names = ['test', 'beforeAll', 'afterAll', 'expect', 'startBeckon'];
  const given = [
    (name: string, run: Run) => found.tests.push([name, run]),
    (run: Run) => found.before.push(run),
    (run: Run) => found.after.push(run),
    expect,
    // On the Postgres of the tests: starting one of its own is tested elsewhere.
    async () => (beckon = await startBeckon({ postgresUrl: testServerUrl() })),
  ];
  new Function(...names, code)(...given);
  for (const run of found.before) await run();
  return found;
}

const { tests } = await readSnippets();

test.each(tests)('README: %s', async (_, run) => {
  await run();
});

test('the README shows an error as it is', async () => {
  const [, shown] = /```\n(anna@[\s\S]*?)\n```/.exec(readme)!;
  await using shop = await beckon.newShop({
    flows: ['cart_recovery'],
    products: [{ id: 'mug', title: 'Mug', url: 'https://shop.test/mug', price: 1_200, currency: 'EUR' }],
  });
  const anna = shop.shopper({ email: 'anna@example.com' });
  await anna.addsToCart({ productId: 'mug' });
  await shop.advance('1h');
  const error = await anna.expectMessage('cart_recovery').catch((given: Error) => given);
  expect((error as Error).message).toBe(shown);
});

test('the README names every option and member', async () => {
  const types = await readFile(new URL('types.ts', import.meta.url), 'utf8');
  const start = await readFile(new URL('start-beckon.ts', import.meta.url), 'utf8');
  const names = (text: string, type: string) => {
    const body = new RegExp(`export type ${type} = [^{]*\\{\\n([\\s\\S]*?)\\n\\};`).exec(text)![1]!;
    return [...body.matchAll(/^ {2}(?:readonly )?(\w+)\??[(:]/gm)].map(([, name]) => name!);
  };
  const all = [
    ...['ShopOptions', 'Shop', 'Shopper', 'Outbox'].flatMap((type) => names(types, type)),
    ...['BeckonOptions', 'Beckon'].flatMap((type) => names(start, type)),
  ];
  expect(all.length).toBeGreaterThan(40);
  expect(all.filter((name) => !new RegExp(`\`[^\`]*\\b${name}\\b[^\`]*\``).test(readme))).toEqual([]);
});
