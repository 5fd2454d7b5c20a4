import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { createWebhookSender } from './index.ts';

const received: { headers: object; body: string }[] = [];
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
  response.writeHead(request.url === '/busy' ? 503 : 200, { 'retry-after': '7' }).end();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
afterAll(() => server.close());
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const clock = { now: () => new Date('2026-11-28T10:00:00Z') };
const sender = createWebhookSender({ clock, localOrigins: [origin] });
const webhook = { headers: { 'webhook-id': 'a' }, body: '{"text":"Grüße"}' };

test('an origin that the operator allows is called, with headers and body as they are', async () => {
  const answer = await sender.post({ ...webhook, url: `${origin}/hooks` });
  expect(answer).toEqual({ outcome: 'answered', status: 200, retryAfter: 7_000 });
  expect(received.at(-1)).toMatchObject({ headers: { 'webhook-id': 'a' }, body: webhook.body });
  expect(await sender.post({ ...webhook, url: `${origin}/busy` })).toMatchObject({ status: 503 });
});

test('no other address of a private network is called, whatever a flow says', async () => {
  const count = received.length;
  const strict = createWebhookSender({ clock });
  for (const url of [`${origin}/hooks`, 'https://127.0.0.1/', 'https://metadata/', 'https://169.254.169.254/latest'])
    expect(await strict.post({ ...webhook, url })).toMatchObject({ outcome: 'refused' });
  const inside = createWebhookSender({ clock, resolve: async () => ['10.0.0.7'] });
  for (const url of ['https://shop.example/', 'https://Shop.Example'])
    expect(await inside.post({ ...webhook, url })).toEqual({
      outcome: 'refused',
      reason: 'the name resolves to a private network',
    });
  expect(received).toHaveLength(count);
});

test('a receiver that cannot be reached is a failure, not a refusal', async () => {
  const closed = createWebhookSender({ clock, localOrigins: ['http://127.0.0.1:9'] });
  expect(await closed.post({ ...webhook, url: 'http://127.0.0.1:9/' })).toMatchObject({ outcome: 'failed' });
});
