/// <reference types="node" />
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export type Received = { path: string; query: string; body: string; headers: IncomingMessage['headers']; at: number };

type Answer = { status: number; headers?: Record<string, string>; body?: unknown };

type CollectedEvent = {
  type: string;
  id: string;
  occurredAt: number;
  anonymousId?: string;
  signature?: string;
  properties: Record<string, unknown>;
};

export type Shop = {
  url: string;
  /** What was posted to `/v1/…`, in order. */
  received: Received[];
  /** All requests but those for the page itself, `GET /beckon.js` and the like. */
  asked: string[];
  /** The answer to the next posts; it may be changed in the middle of a test. */
  answer: (request: Received) => Answer | Promise<Answer>;
  /** The events of all posts; a repeat counts again. */
  events(type?: string): (CollectedEvent & { batch: { anonymousId: string } })[];
  /** Ends all connections without an answer. */
  cut(): void;
  close(): void;
};

const types: Record<string, string> = { js: 'text/javascript', html: 'text/html' };

/**
 * A shop on a port of its own: every path is the given page (`{shop}` in it is the shop's address), built files are served from `folder`, and posts to
 * `/v1/…` are written down and answered like Beckon does.
 */
export async function openShop(page: string, folder: string, headers: Record<string, string> = {}): Promise<Shop> {
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '/', 'http://shop');
    const cors = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'retry-after' };
    if (request.method === 'GET') {
      if (!pathname.endsWith('.js'))
        return send(response, 200, { ...headers, 'content-type': 'text/html' }, page.replaceAll('{shop}', shop.url));
      shop.asked.push(pathname);
      const file = read(join(folder, basename(pathname)));
      return send(response, file ? 200 : 404, { ...cors, 'content-type': types.js as string }, file ?? '');
    }
    let body = '';
    for await (const part of request) body += part;
    const received = { path: pathname, query: search, body, headers: request.headers, at: Date.now() };
    shop.asked.push(`${request.method} ${pathname}`);
    shop.received.push(received);
    const { status, headers: own, body: answer = {} } = await shop.answer(received);
    send(response, status, { ...cors, ...own, 'content-type': 'application/json' }, JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const shop: Shop = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: [],
    asked: [],
    answer: () => ({ status: 202 }),
    events: (type) =>
      shop.received
        .filter(({ path }) => path === '/v1/collect')
        .flatMap(({ body }) => {
          const batch = JSON.parse(body);
          return batch.events.map((event: CollectedEvent) => ({ ...event, batch }));
        })
        .filter((event) => !type || event.type === type),
    cut: () => server.closeAllConnections(),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return shop;
}

/** An empty folder for a build that only this test sees; gone when its process ends. */
export function buildFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'beckon-build-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Waits until a condition holds; after 15 seconds, fails with its description. */
export async function until(what: string, isSo: () => unknown): Promise<void> {
  const end = Date.now() + 15_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`timed out waiting until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string | Buffer): void {
  response.writeHead(status, headers).end(body);
}
