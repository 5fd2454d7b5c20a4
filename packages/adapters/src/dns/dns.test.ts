import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { createDns } from './index.ts';

const noError = 0;
const serverFailure = 2;
const noSuchName = 3;

/** A name server that answers every question the same. */
async function startServer(code: number, data: Buffer[] = [], type = 16) {
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    if (code < 0) return;
    const header = Buffer.from(question.subarray(0, 12));
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(data.length, 6);
    header.writeUInt16BE(0, 8);
    header.writeUInt16BE(0, 10);
    const end = question.indexOf(0, 12) + 5;
    const answers = data.map((each) => {
      const head = Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
      head.writeUInt16BE(each.length, 10);
      return Buffer.concat([head, each]);
    });
    socket.send(Buffer.concat([header, question.subarray(12, end), ...answers]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return createDns({ servers: [`127.0.0.1:${socket.address().port}`], timeout: 600 });
}

const text = (...parts: string[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(`${String.fromCharCode(part.length)}${part}`)));

test('the parts of a text are joined', async () => {
  const dns = await startServer(noError, [text('v=DKIM1; p=', 'abc'), text('other')]);
  const answer = await dns.readTxt('x._domainkey.shop.example');
  expect({ ...answer, values: 'values' in answer && answer.values.toSorted() }).toEqual({
    outcome: 'found',
    values: ['other', 'v=DKIM1; p=abc'],
  });
});

test('mail servers come by their priority', async () => {
  const host = (priority: number, name: string) =>
    Buffer.concat([Buffer.from([0, priority]), text(name), Buffer.from([0])]);
  const dns = await startServer(noError, [host(20, 'second'), host(10, 'first')], 15);
  expect(await dns.readMx('shop.example')).toEqual({ outcome: 'found', values: ['first', 'second'] });
});

test('a name that does not exist, or has no such record, is none; a server at fault is unavailable', async () => {
  expect(await (await startServer(noSuchName)).readTxt('shop.example')).toEqual({ outcome: 'none' });
  expect(await (await startServer(noError)).readTxt('shop.example')).toEqual({ outcome: 'none' });
  expect(await (await startServer(serverFailure)).readTxt('shop.example')).toMatchObject({ outcome: 'unavailable' });
});

test('a server that does not answer is given up in time', async () => {
  const dns = await startServer(-1);
  const began = performance.now();
  expect(await dns.readTxt('shop.example')).toMatchObject({ outcome: 'unavailable' });
  expect(performance.now() - began).toBeLessThan(2_000);
});
