import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Source, Stats, StreamedEvent } from '@beckon/contract';
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import { launchChromium } from './chromium.ts';
import { type RunningBeckon, startBeckon } from './start-beckon.ts';
import { chooseTestFolder } from './test-folder.ts';

/** The set-up of a storefront developer: a running Beckon, a shop that shows the given HTML, a browser. */
export type Workbench = {
  beckon: RunningBeckon;
  browser: Browser;
  /** The address of the shop. */
  origin: string;
  /** The browser source of the shop. */
  source: Source;
  /** The snippet with the addresses and keys of this Beckon in place of those of the example. */
  real(snippet: string): string;
  /** Shows HTML as a page of the shop, in a new browser profile; `answer` can intercept requests. */
  show(html: string, answer?: Answer): Promise<Page>;
  /** The signature of the shop's server for a logged-in shopper. */
  sign(who: string): Promise<string>;
  api<T>(path: string, init?: RequestInit): Promise<T>;
  stats(): Promise<Stats>;
  /** The newest events first. */
  events(): Promise<StreamedEvent[]>;
  /** Waits until exactly these events have arrived since the last call, in this order of occurrence. */
  come(...types: string[]): Promise<StreamedEvent[]>;
  close(): Promise<void>;
};

/** @returns true if it has handled the request */
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

export const tag = '<script async src="https://beckon.example.com/beckon.js" data-key="pk_your_write_key"></script>';

/** The tag from a snippet, for a shop that needs no banner. */
export const granted = (html: string) => html.replaceAll('data-key=', 'data-consent="granted" data-key=');

/** @param env settings of this Beckon process */
export async function openWorkbench(env: Record<string, string> = {}): Promise<Workbench> {
  const folder = await chooseTestFolder();
  const beckon = await startBeckon(folder, env);
  const browser = await launchChromium();
  const { dev } = beckon;
  let html = '';
  let answer: Answer = () => false;
  const shop = createServer((request, response) => {
    if (answer(request, response)) return;
    response.setHeader('content-type', 'text/html').end(html);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(shop.address() as AddressInfo).port}`;

  const api = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const headers = { authorization: `Bearer ${dev.apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(dev.adminUrl.replace('/admin/', path), { headers, ...init });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { data: sources } = await api<{ data: Source[] }>('/api/v1/sources');
  const source = sources.find(({ kind }) => kind === 'browser')!;
  const allowedOrigins = [...source.allowedOrigins, origin];
  await api(`/api/v1/sources/${source.id}`, { method: 'PATCH', body: JSON.stringify({ allowedOrigins }) });

  const events = async () => (await api<{ data: StreamedEvent[] }>('/api/v1/events?limit=100')).data;
  let seen = new Set<string>();
  return {
    beckon,
    browser,
    origin,
    source,
    api,
    events,
    stats: () => api('/api/v1/stats'),
    real: (snippet) =>
      snippet.replaceAll('https://beckon.example.com', dev.apiUrl).replaceAll('pk_your_write_key', dev.writeKey),
    async show(body, own = () => false) {
      html = `<!doctype html><title>Mugs</title><body>${body}`;
      answer = own;
      const page = await (await browser.newContext()).newPage();
      await page.goto(origin);
      return page;
    },
    async sign(who) {
      const { id } = source.keys.find(({ kind }) => kind === 'identity')!;
      const { value } = await api<{ value: string }>(`/api/v1/sources/${source.id}/keys/${id}`);
      return createHmac('sha256', value).update(who).digest('hex');
    },
    async come(...types) {
      const fresh = async () =>
        (await events())
          .filter(({ id }) => !seen.has(id))
          .toReversed()
          .toSorted((a, b) => Date.parse(a.occurredAt) - Date.parse(b.occurredAt));
      const sorted = (list: string[]) => list.toSorted();
      await expect
        .poll(async () => sorted((await fresh()).map(({ type }) => type)), { timeout: 10_000 })
        .toEqual(sorted(types));
      const found = await fresh();
      seen = new Set([...seen, ...found.map(({ id }) => id)]);
      return found;
    },
    async close() {
      await browser.close();
      shop.close();
      shop.closeAllConnections();
      await beckon.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The output of a program, or null if it is not installed. */
export function output(program: string, args: string[], env: Record<string, string>): Promise<string | null> {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  return Promise.race([new Promise<null>((resolve) => child.once('error', () => resolve(null))), text(child.stdout)]);
}
