import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { serveAsset } from './assets.ts';

const get = (path: string) => serveAsset(new Request(`http://beckon.test${path}`));

test('the tracker is served for ever under the name that tracker.json gives, with the digest it gives', async () => {
  const { script, integrity } = (await (await get('/tracker.json'))!.json()) as Record<'script' | 'integrity', string>;
  const answer = (await get(`/${script}`))!;
  expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const content = new Uint8Array(await answer.arrayBuffer());
  expect(`sha384-${createHash('sha384').update(content).digest('base64')}`).toBe(integrity);
  expect(content).toEqual(new Uint8Array(await (await get('/beckon.js'))!.arrayBuffer()));
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
