/// <reference types="node" />
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '@beckon/test-setup/chromium';
import { buildFolder } from '@beckon/tracker/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/**
 * Every story, opened in the built Storybook: its play function ends well, and axe finds nothing. Of our own, since
 * Storybook's vitest addon starts browsers through `playwright`, which brings its own; the suite has one Chromium.
 */
const root = fileURLToPath(new URL('../../../', import.meta.url));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = buildFolder();
// Storybook's own look for faults is left to us: twice is twice as long.
const looks = { light: 'theme:light;lang:en', dark: 'theme:dark;lang:en', rtl: 'theme:light;lang:ar' };

let browser: Browser;
let server: Server;
let page: Page;
let stories: string[] = [];

const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

beforeAll(async () => {
  execFileSync('storybook', ['build', '-o', folder, '--quiet'], { cwd: root, stdio: 'ignore' });
  const index = JSON.parse(readFileSync(join(folder, 'index.json'), 'utf8'));
  stories = Object.keys(index.entries);
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://storybook');
    const file = join(folder, pathname);
    if (!existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
  page = await browser.newPage({ viewport: { width: 640, height: 720 }, reducedMotion: 'reduce' });
}, 120_000);

afterAll(async () => {
  await browser.close();
  server.close();
});

type Channel = { last(event: string): [{ status?: string; message?: string; description?: string }] | undefined };

/** Opens a story and waits until its play function is over; says how it ended. */
async function play(id: string, globals: string, args = ''): Promise<string> {
  const { port } = server.address() as AddressInfo;
  await page.goto(
    `http://127.0.0.1:${port}/iframe.html?id=${id}&viewMode=story&globals=${globals};a11y.manual:!true&args=${args}`,
  );
  const end = await page.waitForFunction(() => {
    const channel = (window as never as { __STORYBOOK_ADDONS_CHANNEL__?: Channel }).__STORYBOOK_ADDONS_CHANNEL__;
    const said = (event: string) => channel?.last(event)?.[0];
    // What a play function throws leaves the story "finished" too.
    const fault = ['playFunctionThrewException', 'unhandledErrorsWhilePlaying', 'storyThrewException', 'storyErrored']
      .map(said)
      .find(Boolean);
    return fault ? `${fault.message ?? fault.description ?? fault}` : said('storyFinished')?.status;
  });
  return `${await end.jsonValue()}`;
}

async function violations(): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() =>
    (
      window as never as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run(),
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

describe.each(Object.entries(looks))('in %s', (_, globals) => {
  test('every story plays to its end, and axe finds nothing', async () => {
    const faults: Record<string, unknown> = {};
    for (const id of stories) {
      // The admin app is in English only.
      if (id.startsWith('admin-') && globals === looks.rtl) continue;
      const end = await play(id, globals);
      const found = await violations();
      if (end !== 'success' || found.length) faults[id] = [end, ...found];
    }
    expect(stories.length).toBeGreaterThan(60);
    expect(faults).toEqual({});
  }, 240_000);
});

test('the test detects a failing play function and violations found by axe', async () => {
  expect(await play('back-in-stock--idle', looks.light, 'soldOut:!false')).toMatch(/^expected undefined to be 'en'/);
  expect(await violations()).toEqual([]);
  await page.evaluate(() => document.body.append(document.createElement('textarea')));
  expect((await violations()).join()).toContain('label: <textarea>');
});
