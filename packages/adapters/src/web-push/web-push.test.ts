import { createECDH } from 'node:crypto';
import type { OutgoingPush } from '@beckon/core/ports';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { TestPushService } from '../testing/index.ts';
import { isPushEndpoint } from './endpoints.ts';
import { createWebPushSender, deriveVapidKeys, largestPush, readPushHosts } from './index.ts';

const service = await TestPushService.start();
afterAll(() => service.close());
const clock = { now: () => new Date('2026-03-01T12:00:00Z') };
const keys = deriveVapidKeys('a root secret');
const sender = createWebPushSender({ keys, hosts: readPushHosts(service.origin), clock, egress: { deadline: 300 } });

beforeEach(() => {
  service.answer = (response) => response.writeHead(201).end();
  service.requests = 0;
});

const message = (given: Partial<OutgoingPush> = {}): OutgoingPush => ({
  vendorKey: 'dlv_01abcdefghijklmnopqrstuvwx',
  to: service.subscribe(),
  payload: '{"web_push":8030}',
  contact: 'hello@shop.test',
  timeToLive: 3_600,
  ...given,
});

test('a message arrives encrypted for this device only, signed by the keys that the browser subscribed with', async () => {
  const device = service.subscribe();
  expect(await sender.send(message({ to: device, payload: '{"title":"Grüße 🎁"}' }))).toMatchObject({
    outcome: 'sent',
  });
  const [push] = device.received;
  expect(push!.payload).toBe('{"title":"Grüße 🎁"}');
  expect(push!.headers).toMatchObject({
    ttl: '3600',
    topic: 'dlv_01abcdefghijklmnopqrstuvwx',
    'content-encoding': 'aes128gcm',
  });
  expect(push!.vapid).toMatchObject({ aud: service.origin, sub: 'mailto:hello@shop.test', key: sender.publicKey });
});

test.each<[number, Record<string, string>, object]>([
  [201, {}, { outcome: 'sent', vendorId: null }],
  [200, { 'apns-id': 'apple 1' }, { outcome: 'sent', vendorId: 'apple 1' }],
  [201, { location: 'https://push.test/m/1' }, { outcome: 'sent', vendorId: 'https://push.test/m/1' }],
  [404, {}, { outcome: 'gone' }],
  [410, {}, { outcome: 'gone' }],
  [413, {}, { outcome: 'failed', reason: 'web-push: 413 the message is too large for the push service' }],
  [429, { 'retry-after': '120' }, { outcome: 'retry', reason: 'web-push: 429', retryAfter: 120_000 }],
  [
    429,
    { 'retry-after': 'Sun, 01 Mar 2026 12:01:00 GMT' },
    { outcome: 'retry', reason: 'web-push: 429', retryAfter: 60_000 },
  ],
  [429, { 'retry-after': 'soon' }, { outcome: 'retry', reason: 'web-push: 429' }],
  [500, {}, { outcome: 'retry', reason: 'web-push: 500' }],
  [503, { 'retry-after': '5' }, { outcome: 'retry', reason: 'web-push: 503', retryAfter: 5_000 }],
  [400, {}, { outcome: 'failed', reason: 'web-push: 400' }],
  [403, {}, { outcome: 'failed', reason: 'web-push: 403' }],
  [307, { location: 'http://127.0.0.1/' }, { outcome: 'failed', reason: 'web-push: 307' }],
])('the answer %i %j is read', async (status, headers, outcome) => {
  service.answer = (response) => response.writeHead(status, headers).end();
  expect(await sender.send(message())).toEqual(outcome);
  expect(service.requests).toBe(1);
});

test('no response after the message is uncertain; a refused connection is retried', async () => {
  service.answer = () => {};
  expect(await sender.send(message())).toMatchObject({ outcome: 'uncertain' });
  const gone = await TestPushService.start();
  await gone.close();
  const device = { ...service.subscribe(), endpoint: `${gone.origin}/push/x` };
  const other = createWebPushSender({ keys, hosts: readPushHosts(gone.origin), clock });
  expect(await other.send(message({ to: device }))).toMatchObject({ outcome: 'retry' });
});

test('the largest message that a push service must accept is sent, a larger one is not', async () => {
  const device = service.subscribe();
  const room = largestPush - 86 - 17;
  expect(await sender.send(message({ to: device, payload: 'x'.repeat(room) }))).toMatchObject({ outcome: 'sent' });
  expect(device.received[0]).toMatchObject({ size: largestPush, payload: 'x'.repeat(room) });
  expect(await sender.send(message({ to: device, payload: 'x'.repeat(room + 1) }))).toMatchObject({
    outcome: 'failed',
  });
});

const good = [
  'https://fcm.googleapis.com/fcm/send/dGVzdA:APA91bH-x_y',
  'https://updates.push.services.mozilla.com/wpush/v2/gAAAAABl-x_y',
  'https://web.push.apple.com/QGuTrMi4ZoS_x-y',
  'https://wns2-par02p.notify.windows.com/w/?token=BQYAAAC%2b8x%3d%3d',
];
const bad = [
  'http://fcm.googleapis.com/fcm/send/x',
  'https://fcm.googleapis.com',
  'https://fcm.googleapis.com:443/x',
  'https://fcm.googleapis.com:8443/x',
  'https://user@fcm.googleapis.com/x',
  'https://FCM.googleapis.com/x',
  'https://fcm.googleapis.com./x',
  'https://fcm.googleapis.com.evil.test/x',
  'https://evilfcm.googleapis.com/x',
  'https://evil.test/fcm.googleapis.com',
  'https://push.apple.com/x',
  'https://evil-push.apple.com/x',
  'https://evil.test".push.apple.com/x',
  'https://127.0.0.1".push.apple.com/x',
  "https://127.0.0.1'.push.apple.com/x",
  'https://127.0.0.1\\.push.apple.com/x',
  'https://127.0.0.1`.push.apple.com/x',
  'https://127.0.0.1{.push.apple.com/x',
  'https://127.0.0.1%22.push.apple.com/x',
  'https://127.0.0.1#.push.apple.com/x',
  'https://127.0.0.1?.push.apple.com/x',
  'https://127.0.0.1;.push.apple.com/x',
  'https://web.push.apple.com\\@127.0.0.1/x',
  'https://web.push.apple.com\t/x',
  ' https://web.push.apple.com/x',
  'https:web.push.apple.com/x',
  'https:///web.push.apple.com/x',
  'https://web.push.apple.com/\nx',
  'https://web.push.apple.com/x#y',
  'https://web.push.apple.com/a/../b',
  'https://ｗeb.push.apple.com/x',
  'https://[::1]/x',
  'javascript:alert(1)//https://web.push.apple.com/x',
  `https://web.push.apple.com/${'x'.repeat(1_000)}`,
  '',
];

test('endpoints of known push services are accepted; URLs that only some parsers read that way are not', async () => {
  const hosts = readPushHosts();
  for (const endpoint of good) expect([endpoint, isPushEndpoint(endpoint, hosts)]).toEqual([endpoint, true]);
  for (const endpoint of bad) {
    expect([endpoint, isPushEndpoint(endpoint, hosts)]).toEqual([endpoint, false]);
    const device = { ...service.subscribe(), endpoint };
    expect(await sender.send(message({ to: device }))).toMatchObject({ outcome: 'failed' });
  }
  expect(service.requests).toBe(0);
});

test('the setting adds hosts, all hosts below one, and a service on this machine', () => {
  const hosts = readPushHosts(' push.example.com, *.push.test ,http://127.0.0.1:9000');
  const isKnown = (endpoint: string) => isPushEndpoint(endpoint, hosts);
  expect(['https://push.example.com/x', 'https://a.push.test/x', 'http://127.0.0.1:9000/x'].every(isKnown)).toBe(true);
  expect(['https://a.push.example.com/x', 'https://push.test/x', 'http://127.0.0.1:9001/x'].some(isKnown)).toBe(false);
  for (const strange of ['*', '*.', 'com', 'http://10.0.0.1:80', '127.0.0.1', 'https://push.test', 'a/b'])
    expect(() => readPushHosts(strange), strange).toThrow('is not a host');
});

test('the keys are derived from the root secret and are a valid pair', () => {
  for (const secret of ['a', 'b', 'x'.repeat(64)]) {
    const { publicKey, privateKey } = deriveVapidKeys(secret);
    expect(deriveVapidKeys(secret)).toEqual({ publicKey, privateKey });
    const pair = createECDH('prime256v1');
    pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
    expect(pair.getPublicKey().toString('base64url')).toBe(publicKey);
    expect([Buffer.from(publicKey, 'base64url').length, Buffer.from(privateKey, 'base64url').length]).toEqual([65, 32]);
  }
  expect(deriveVapidKeys('a')).not.toEqual(deriveVapidKeys('b'));
});
