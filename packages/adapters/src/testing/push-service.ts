import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedPush = {
  /** Decrypted as the browser would (RFC 8291). */
  payload: string;
  /** The bytes received. */
  size: number;
  headers: Record<string, string | string[] | undefined>;
  /** The claims of the sender's VAPID token, whose signature was checked (RFC 8292). */
  vapid: { aud: string; exp: number; sub: string; key: string };
};

export type TestDevice = { endpoint: string; p256dh: string; auth: string; received: ReceivedPush[] };

type Devices = Map<string, { device: TestDevice; decrypt(body: Buffer): string }>;

type Answer = (response: ServerResponse, device: TestDevice) => void;

const created: Answer = (response, { endpoint }) =>
  response.writeHead(201, { location: `${endpoint}/messages/1` }).end();

/** A push service on this machine with its browsers: it decrypts the messages it receives. */
export class TestPushService {
  readonly origin: string;
  /** Sets the response to the next requests. */
  answer: Answer = created;
  /** Requests received, whatever the response. */
  requests = 0;
  readonly #close: () => Promise<void>;
  readonly #devices: Devices;

  private constructor(origin: string, devices: Devices, close: () => Promise<void>) {
    this.origin = origin;
    this.#devices = devices;
    this.#close = close;
  }

  static async start(): Promise<TestPushService> {
    const devices: Devices = new Map();
    const server = createServer((request, response) => void service.#take(request, response));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const service: TestPushService = new TestPushService(
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      devices,
      async () => {
        server.closeAllConnections();
        server.close();
      },
    );
    return service;
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** The result of `pushManager.subscribe`. */
  subscribe(): TestDevice {
    const pair = createECDH('prime256v1');
    const publicKey = pair.generateKeys();
    const auth = randomBytes(16);
    const path = `/push/${randomBytes(16).toString('base64url')}`;
    const device: TestDevice = {
      endpoint: `${this.origin}${path}`,
      p256dh: publicKey.toString('base64url'),
      auth: auth.toString('base64url'),
      received: [],
    };
    const decrypt = (body: Buffer) =>
      decryptPush(body, { secretWith: (key) => pair.computeSecret(key), publicKey, auth });
    this.#devices.set(path, { device, decrypt });
    return device;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    const body = await readAll(request);
    const known = this.#devices.get(request.url ?? '');
    if (!known) return void response.writeHead(404).end();
    const vapid = readVapid(request.headers.authorization);
    if (!vapid) return void response.writeHead(401).end();
    this.answer(response, known.device);
    if (response.statusCode !== 201) return;
    known.device.received.push({
      payload: known.decrypt(body),
      size: body.byteLength,
      headers: request.headers,
      vapid,
    });
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** One record of aes128gcm (RFC 8188) under keys of RFC 8291. */
function decryptPush(
  body: Buffer,
  { secretWith, publicKey, auth }: { secretWith(key: Buffer): Buffer; publicKey: Buffer; auth: Buffer },
): string {
  const salt = body.subarray(0, 16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const record = body.subarray(21 + idLength);
  const derive = (key: Uint8Array, using: Uint8Array, info: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', key, using, info, length));
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender]);
  const material = derive(secretWith(sender), auth, info, 32);
  const key = derive(material, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = derive(material, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString('utf8');
}

function readVapid(header = ''): ReceivedPush['vapid'] | null {
  const [, token, key] = /^vapid t=([\w.-]+), ?k=([\w-]+)$/.exec(header) ?? [];
  if (!token || !key) return null;
  const [head, claims, signature] = token.split('.') as [string, string, string];
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
  const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
  const isGood = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  return isGood ? { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), key } : null;
}
