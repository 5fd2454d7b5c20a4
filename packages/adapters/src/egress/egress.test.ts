import { once } from 'node:events';
import { type AddressInfo, createServer, type LookupFunction, Socket } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { EgressFailure, type EgressOptions, isPublicAddress, sendOut } from './index.ts';

/** A server at an address that must not be reached. It records connections, whatever the request contains. */
let knocks = 0;
const canary = createServer((socket) => {
  knocks++;
  socket.on('error', () => {});
  socket.end('HTTP/1.1 307 Temporary Redirect\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n');
});
canary.listen(0);
await once(canary, 'listening');
const { port } = canary.address() as AddressInfo;
/** Every connection that this process tries to open, whatever its outcome. */
const tries = vi.spyOn(Socket.prototype, 'connect');

beforeEach(() => {
  knocks = 0;
  tries.mockClear();
});
afterAll(() => {
  tries.mockRestore();
  canary.close();
});

const send = (url: string, options?: EgressOptions) =>
  sendOut({ method: 'POST', url, headers: {}, body: Buffer.from('hello') }, options).then(
    ({ status }) => `${status}`,
    (error) => (error instanceof EgressFailure ? error.kind : error),
  );

/** Loopback, metadata services, internal networks: in every spelling that some parser accepts. */
const closed = [127 * 2 ** 24 + 1, 0xa9fea9fe, 0x0a000001, 0xac100001, 0xc0a80001, 0x64400001, 0];
function spellings(address: number): string[] {
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256);
  const [a, b, c, d] = bytes as [number, number, number, number];
  const hex = (value: number) => value.toString(16);
  const pairs = `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
  const dotted = bytes.join('.');
  return [
    dotted,
    `${dotted}.`,
    String(address),
    `0x${hex(address)}`,
    `0${address.toString(8)}`,
    bytes.map((byte) => `0x${hex(byte)}`).join('.'),
    bytes.map((byte) => `0${byte.toString(8)}`).join('.'),
    bytes.map((byte) => `00000${byte.toString(8)}`).join('.'),
    `${a}.${address % 2 ** 24}`,
    `${a}.${b}.${c * 256 + d}`,
    dotted.replaceAll('.', '%2e'),
    dotted.replaceAll('.', '。'),
    [...dotted].map((sign) => (sign === '.' ? sign : String.fromCodePoint(0xff10 + Number(sign)))).join(''),
    `[::ffff:${dotted}]`,
    `[::ffff:${pairs}]`,
    `[0:0:0:0:0:ffff:${pairs}]`,
    `[::${dotted}]`,
    `[64:ff9b::${dotted}]`,
    `[64:ff9b:1::${pairs}]`,
    `[2002:${pairs}::]`,
    `[2001:0:${pairs}::]`,
    `[fe80::${pairs}]`,
    `[fd00:ec2::254]`,
    `${dotted}.nip.io`,
  ];
}
const corpus = closed
  .flatMap(spellings)
  .concat('localhost', 'localhost.', 'LOCALHOST', 'ip6-localhost', '[::1]', '[::]');
const urls = corpus.flatMap((host) => [
  `https://${host}/`,
  `https://${host}:${port}/`,
  `http://${host}:${port}/`,
  `https://fcm.googleapis.com@${host}:${port}/`,
  `https://${host}:${port}"fcm.googleapis.com/`,
  `https://${host}:${port}\\@fcm.googleapis.com/`,
]);

test('no spelling of a private address is connected to', async () => {
  expect(urls.length).toBeGreaterThan(900);
  // A resolver that returns for each name the address that the name contains.
  const options = { resolve: async () => ['127.0.0.1'], deadline: 2_000 };
  for (const url of urls) expect([url, await send(url, options)]).toEqual([url, 'refused']);
  expect([knocks, tries.mock.calls.length]).toEqual([0, 0]);
});

test('the test can detect connections: an allowed local service is reached, and its redirect is not followed', async () => {
  const url = `http://127.0.0.1:${port}/`;
  expect(await send(url, { localOrigins: [`http://127.0.0.1:${port}`] })).toBe('307');
  expect([knocks, tries.mock.calls.length]).toEqual([1, 1]);
  expect(await send(url, { localOrigins: [`http://127.0.0.1:${port + 1}`] })).toBe('refused');
  expect(await send(url, { localOrigins: [`http://localhost:${port}`] })).toBe('refused');
  expect(knocks).toBe(1);
});

test.each(['127.0.0.1', '169.254.169.254', '::1', '::ffff:7f00:1', '64:ff9b::7f00:1', '2002:7f00:1::', 'fe80::1%eth0'])(
  'a good name that leads to %s, alone or among others, is not followed',
  async (address) => {
    for (const found of [[address], ['142.250.1.1', address]]) {
      expect(await send('https://fcm.googleapis.com/', { resolve: async () => found })).toBe('refused');
    }
    expect([knocks, tries.mock.calls.length]).toEqual([0, 0]);
  },
);

test('a name that resolves differently after the check has no effect: the connection uses the checked address', async () => {
  let asked = 0;
  const connected: unknown[] = [];
  tries.mockImplementationOnce(function (this: Socket, ...given: unknown[]) {
    const [options] = given as [{ host: string; lookup: LookupFunction }];
    options.lookup(options.host, { all: true }, (_error, addresses) => connected.push(addresses));
    setImmediate(() => this.destroy(new Error('seen')));
    return this;
  });
  const resolve = async () => (asked++ === 0 ? ['142.250.1.1'] : ['127.0.0.1']);
  expect(await send('https://fcm.googleapis.com/', { resolve })).toBe('unreachable');
  expect(asked).toBe(1);
  expect(connected).toEqual([[{ address: '142.250.1.1', family: 4 }]]);
});

test('a name that never resolves fails at the deadline', async () => {
  const began = performance.now();
  expect(await send('https://fcm.googleapis.com/', { resolve: () => new Promise(() => {}), deadline: 50 })).toBe(
    'unreachable',
  );
  expect(performance.now() - began).toBeLessThan(1_500);
});

test('a request without a response may have arrived; without a connection, nothing was sent', async () => {
  const silent = createServer((socket) => void socket.on('error', () => {}).resume());
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const origin = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  expect(await send(`${origin}/`, { localOrigins: [origin], deadline: 200 })).toBe('no_answer');
  silent.close();
  expect(await send('http://127.0.0.1:1/', { localOrigins: ['http://127.0.0.1:1'] })).toBe('unreachable');
});

test('the body of an endless response is not read', async () => {
  const endless = createServer((socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 201 Created\r\n\r\n');
    const flood = setInterval(() => socket.write('x'.repeat(65_536)), 1);
    socket.on('close', () => clearInterval(flood));
  });
  endless.listen(0, '127.0.0.1');
  await once(endless, 'listening');
  const origin = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
  expect(await send(`${origin}/`, { localOrigins: [origin] })).toBe('201');
  endless.close();
});

test('proxy settings are ignored', async () => {
  vi.stubEnv('NODE_USE_ENV_PROXY', '1');
  vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${port}`);
  vi.stubEnv('HTTP_PROXY', `http://127.0.0.1:${port}`);
  expect(await send('https://fcm.googleapis.com/', { resolve: async () => ['127.0.0.1'] })).toBe('refused');
  const silent = ['http://127.0.0.1:1'];
  expect(await send('http://127.0.0.1:1/', { localOrigins: silent })).toBe('unreachable');
  vi.unstubAllEnvs();
  expect(knocks).toBe(0);
});

test('whether an address is public depends on its number only', () => {
  for (const address of ['142.250.1.1', '1.1.1.1', '2a00:1450::1', '2620:fe::fe']) {
    expect([address, isPublicAddress(address)]).toEqual([address, true]);
  }
  for (const address of [
    '198.51.100.1',
    '100.127.255.255',
    '255.255.255.255',
    '2001:db8::1',
    'ff02::1',
    '100::1',
    'x',
    '',
  ])
    expect([address, isPublicAddress(address)]).toEqual([address, false]);
  const byte = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(byte, byte, byte, (b, c, d) => {
      for (const address of [
        `127.${b}.${c}.${d}`,
        `10.${b}.${c}.${d}`,
        `169.254.${c}.${d}`,
        `100.${64 + (b % 64)}.${c}.${d}`,
      ]) {
        expect(isPublicAddress(address)).toBe(false);
        expect(isPublicAddress(`::ffff:${address}`)).toBe(false);
        expect(isPublicAddress(`64:ff9b::${address}`)).toBe(false);
      }
    }),
  );
});
