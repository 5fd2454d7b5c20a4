import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findFreePort } from '@beckon/test-setup/free-port';
import { granted, openWorkbench, type Workbench } from '@beckon/test-setup/workbench';
import { match } from 'path-to-regexp';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSnippets } from './snippets.ts';

const snippets = await readSnippets('storefront/first-party.md');
const [shopTag, settings] = [snippets.take('html'), snippets.take('sh')];

let bench: Workbench;
let beckonUrl: string;
let folder: string;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'beckon-first-party-'));
  const port = await findFreePort();
  beckonUrl = `http://127.0.0.1:${port}`;
  // The settings from the page, with addresses of this machine.
  const env = Object.fromEntries(
    [...settings.matchAll(/^export (\w+)=(.+)$/gm)].map(([, name, value]) => [name, value]),
  );
  expect(Object.keys(env)).toEqual(['BECKON_PUBLIC_URL', 'BECKON_ADMIN_URL', 'BECKON_TRUSTED_PROXIES']);
  bench = await openWorkbench({ ...env, BECKON_ADMIN_URL: `http://localhost:${port}`, PORT: `${port}` });
});
afterAll(async () => {
  for (const end of ends) await end();
  await bench?.close();
  await rm(folder, { recursive: true, force: true });
});

/**
 * The shop shows a page with the tag, and paths under `base` go to the proxy. Checks that everything a shopper needs
 * works.
 */
async function check(base: string, forward: (request: IncomingMessage, response: ServerResponse) => void) {
  const html = granted(bench.real(shopTag.replace('/b/', `${base}/`)));
  const page = await bench.show(html, (request, response) => {
    if (!request.url!.startsWith(`${base}/`)) return false;
    forward(request, response);
    return true;
  });
  const hosts = new Set<string>();
  page.on('request', (sent) => hosts.add(new URL(sent.url()).origin));
  await bench.come('page_viewed');
  await page.evaluate(`beckon.addedToCart({ productId: 'mug' })`);
  await bench.come('added_to_cart');
  expect([...hosts]).toEqual([bench.origin]);

  // The page of a link in a mail finds its style sheet, and its form posts to the right path.
  await page.goto(`${bench.origin}${base}/u/cut-off`);
  expect(await page.title()).toContain('This link does not work');
  expect(await page.evaluate(`document.styleSheets[0]?.cssRules.length`)).toBeGreaterThan(3);
  await page.close();
}

/** The admin app and its API cannot be reached through the shop. */
async function checkClosed(base: string, forward: Parameters<typeof check>[1]) {
  const page = await bench.show('', (request, response) => {
    if (!request.url!.startsWith(base)) return false;
    forward(request, response);
    return true;
  });
  for (const path of ['/admin/', '/api/v1/contacts', '/metrics', '/mailbox', '/b/../metrics', '/v1/../metrics']) {
    const { status } = await fetch(`${bench.origin}${base}${path}`);
    expect([path, status]).toEqual([path, 404]);
  }
  await page.close();
}

test('nginx', async ({ skip }) => {
  const port = await findFreePort();
  const config = join(folder, 'nginx.conf');
  await writeFile(
    config,
    `daemon off; pid ${folder}/nginx.pid; error_log stderr; worker_processes 1; events {}
    http {
      access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f;
      uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
      server { listen 127.0.0.1:${port}; location / { return 404; }
      ${snippets.take('nginx').replace('http://127.0.0.1:8787', beckonUrl)} }
    }`,
  );
  if (!(await start('nginx', ['-p', folder, '-c', config], port))) skip('nginx is not installed');
  const forward = to(`http://127.0.0.1:${port}`);
  await check('/b', forward);
  await checkClosed('/b', forward);
});

test('Caddy', async ({ skip }) => {
  const port = await findFreePort();
  const config = join(folder, 'Caddyfile');
  const site = snippets
    .take('caddy')
    .replace('shop.example', `http://127.0.0.1:${port}, http://localhost:${port}`)
    .replace('127.0.0.1:8787', new URL(beckonUrl).host)
    .replace(/\}\s*$/, '\trespond 404\n}\n');
  await writeFile(config, `{\n\tadmin off\n}\n${site}`);
  if (!(await start('caddy', ['run', '--config', config, '--adapter', 'caddyfile'], port)))
    skip('Caddy is not installed');
  const forward = to(`http://127.0.0.1:${port}`, { host: `localhost:${port}` });
  await check('/b', forward);
  await checkClosed('/b', forward);
});

test('Vercel', async () => {
  const { rewrites } = JSON.parse(snippets.take('json')) as { rewrites: { source: string; destination: string }[] };
  // Vercel also matches with path-to-regexp 6.
  const rewrite = (path: string): string | null => {
    for (const { source, destination } of rewrites) {
      const found = match<Record<string, string | string[]>>(source)(path);
      if (!found) continue;
      const url = destination.replace(/:([a-z]+)\*?/g, (_, name: string) =>
        [found.params[name] ?? ''].flat().join('/'),
      );
      return url.replace('https://beckon.example.com', '');
    }
    return null;
  };
  const forward = rewriting(rewrite);
  await check('/b', forward);
  await checkClosed('/b', forward);
});

test('Cloudflare', async () => {
  const file = join(folder, 'worker.mjs');
  await writeFile(file, snippets.take('js').replace('https://beckon.example.com', beckonUrl));
  const worker = (await import(pathToFileURL(file).href)) as {
    default: { fetch(request: Request): Promise<Response> };
  };
  const forward = async (incoming: IncomingMessage, response: ServerResponse) => {
    const body: Buffer[] = [];
    for await (const part of incoming) body.push(part as Buffer);
    const answer = await worker.default.fetch(
      new Request(`${bench.origin}${incoming.url}`, {
        method: incoming.method!,
        headers: { ...headersOf(incoming), 'cf-connecting-ip': '203.0.113.7' },
        ...(body.length > 0 ? { body: Buffer.concat(body) } : {}),
      }),
    );
    // `fetch` has already decompressed it.
    const { 'content-encoding': _, 'content-length': __, ...headers } = Object.fromEntries(answer.headers);
    response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()));
  };
  await check('/b', forward);
  await checkClosed('/b', forward);
});

test('Shopify', async () => {
  const { app_proxy: proxy } = parseToml(snippets.take('toml')) as {
    app_proxy: { url: string; prefix: string; subpath: string };
  };
  expect(proxy.url).toBe('https://beckon.example.com');
  const base = `/${proxy.prefix}/${proxy.subpath}`;
  expect(snippets.take('html')).toBe(shopTag.replace('/b/', `${base}/`));
  await check(
    base,
    rewriting((path) => path.slice(base.length)),
  );
});

test('no snippet was left out', () => expect(snippets.left()).toEqual([]));

/** Starts a program and waits for its port; false if it is not installed. */
async function start(program: string, args: string[], port: number): Promise<boolean> {
  const child: ChildProcess = spawn(program, args, { stdio: 'ignore' });
  const isMissing = await new Promise<boolean>((resolve) => {
    child.once('error', () => resolve(true)).once('spawn', () => resolve(false));
  });
  if (isMissing) return false;
  ends.push(() => child.kill('SIGTERM'));
  await expect
    .poll(
      () =>
        fetch(`http://127.0.0.1:${port}/`).then(
          () => true,
          () => false,
        ),
      { timeout: 10_000 },
    )
    .toBe(true);
  return true;
}

/** Without the hop-by-hop headers. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const { connection, host, 'content-length': length, 'transfer-encoding': encoding, ...others } = headers;
  return others as Record<string, string>;
}

function to(target: string, more: Record<string, string> = {}, path = (given: string): string | null => given) {
  return (incoming: IncomingMessage, response: ServerResponse): void => {
    const url = path(incoming.url!);
    if (url === null) return void response.writeHead(404).end();
    const onward = request(target + url, { method: incoming.method, headers: { ...incoming.headers, ...more } });
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.writeHead(502).end());
    incoming.pipe(onward);
  };
}

function rewriting(rewrite: (path: string) => string | null) {
  return to(beckonUrl, { 'x-forwarded-for': '203.0.113.7' }, (url) => {
    const [path, query] = url.split('?');
    const found = rewrite(path!);
    return found === null ? null : found + (query ? `?${query}` : '');
  });
}
