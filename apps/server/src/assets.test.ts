import { createHash } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import { keepPinnedFiles } from '@beckon/core/installation';
import { createTestContext } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { readPinnedFiles, serveAsset, serveAssetOfAnyVersion } from './assets.ts';

const get = (path: string) => serveAsset(new Request(`http://beckon.test${path}`));

test('the tracker is served for ever under the name that tracker.json gives, with the digest it gives', async () => {
  const { script, integrity } = (await (await get('/tracker.json'))!.json()) as Record<'script' | 'integrity', string>;
  const answer = (await get(`/${script}`))!;
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const content = new Uint8Array(await answer.arrayBuffer());
  expect(`sha384-${createHash('sha384').update(content).digest('base64')}`).toBe(integrity);
});

test('a page that is pinned to an earlier version gets its script after an update, packed, for ever', async () => {
  const { ctx } = await createTestContext();
  const earlier = { name: 'beckon-00000000000000aa.js', content: Buffer.from('/* earlier */'.repeat(40)) };
  await keepPinnedFiles(ctx, [earlier, ...(await readPinnedFiles())]);
  const ask = (path: string) =>
    serveAssetOfAnyVersion(ctx, new Request(`http://beckon.test${path}`, { headers: { 'accept-encoding': 'br' } }));
  const answer = (await ask(`/${earlier.name}`))!;
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(answer.headers.get('content-encoding')).toBe('br');
  expect(brotliDecompressSync(await answer.arrayBuffer()).toString()).toBe(earlier.content.toString());
  expect(await ask('/beckon-0123456789abcdef.js')).toBeNull();
  expect(await ask('/other-00000000000000aa.js')).toBeNull();
});

test('the plain name is looked up anew, and a name of no build is not found', async () => {
  expect((await get('/beckon.js'))!.headers.get('cache-control')).toBe('public, max-age=300');
  expect(await get('/beckon-0123456789abcdef.js')).toBeNull();
  expect(await get('/beckon-../../package.json')).toBeNull();
});

test.each(['datalayer', 'attributes', 'products', 'tcf', 'gcm', 'banner', 'debug'])(
  'beckon.%s.js is served',
  async (name) => expect((await get(`/beckon.${name}.js`))?.status).toBe(200),
);
