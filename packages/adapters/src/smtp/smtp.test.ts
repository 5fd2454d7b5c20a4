import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { OutgoingEmail } from '@beckon/core/ports';
import { expect, onTestFinished, test } from 'vitest';
import { createSmtpSender } from '../index.ts';

const email: OutgoingEmail = {
  vendorKey: 'dlv_1',
  from: { name: 'Third Floor', address: 'hello@shop.test' },
  to: { name: 'Anna', address: 'anna@example.com' },
  subject: 'Grüße',
  html: '<p>Hello</p>',
  text: 'Hello',
  headers: { 'List-Unsubscribe': '<https://beckon.test/u/x>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
};

/** A mail server that follows a script: a response per command, or what to do to the connection. */
async function startServer(script: Record<string, string | ((socket: Socket) => void)> = {}) {
  const mails: string[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => {});
    const answer = (command: string, usual: string) => {
      const act = script[command] ?? usual;
      if (typeof act === 'string') socket.write(`${act}\r\n`);
      else act(socket);
    };
    let mail: string | undefined;
    let rest = '';
    answer('greeting', '220 ready');
    socket.on('data', (bytes) => {
      rest += bytes.toString();
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (mail === undefined) {
          const command = line.split(/[ :]/)[0]!.toUpperCase();
          if (command === 'DATA' && !script.DATA) mail = '';
          answer(command, command === 'DATA' ? '354 go on' : '250 ok');
        } else if (line === '.') {
          mails.push(mail);
          mail = undefined;
          answer('mail', '250 taken');
        } else mail += `${line}\n`;
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sender = createSmtpSender({ url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, timeout: 500 });
  onTestFinished(() => void server.close());
  return { sender, mails, connections: () => connections };
}

test('a mail arrives complete, with our key and its headers', async () => {
  const { sender, mails } = await startServer();
  expect(await sender.send(email)).toEqual({ outcome: 'sent', vendorId: '<dlv_1@shop.test>' });
  expect(mails).toHaveLength(1);
  const [mail] = mails;
  for (const line of [
    'From: Third Floor <hello@shop.test>',
    'To: Anna <anna@example.com>',
    'Message-ID: <dlv_1@shop.test>',
    'List-Unsubscribe: <https://beckon.test/u/x>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=',
  ]) {
    expect(mail).toContain(`${line}\n`);
  }
});

test('a long subject in other alphabets arrives byte for byte, in words and lines that are short enough (D9)', async () => {
  const { sender, mails } = await startServer();
  const subject = `${'Скидка 25 процентов на всё 🎉 '.repeat(6)}до 31 декабря 2027 года 👩‍👩‍👧 и ещё 7 дней`;
  expect(subject.length).toBeGreaterThanOrEqual(200);
  await sender.send({ ...email, subject });
  const [header] = /^Subject:.*(?:\n[ \t].*)*/m.exec(mails[0]!)!;
  for (const line of mails[0]!.split('\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(998);
  const words = header.match(/=\?[^?]+\?[QB]\?[^?]*\?=/gi)!;
  for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
  const decoded = words.map((word) => {
    const [, , encoding, text] = word.split('?');
    const bytes =
      encoding!.toUpperCase() === 'B'
        ? Buffer.from(text!, 'base64')
        : Buffer.from(
            text!
              .replaceAll('_', ' ')
              .replace(/=([0-9A-F]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
            'latin1',
          );
    // No character is torn: each word can be read alone.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  });
  expect(decoded.join('')).toBe(subject);
});

test('a line break in a name or subject does not add a header', async () => {
  const { sender, mails } = await startServer();
  const evil = 'Anna\r\nBcc: all@example.com';
  await sender.send({ ...email, subject: evil, to: { ...email.to, name: evil }, from: { ...email.from, name: evil } });
  expect(mails[0]).not.toMatch(/^Bcc:/im);
});

test.each<[string, Parameters<typeof startServer>[0], string]>([
  ['a refused address', { RCPT: '550 5.1.1 no such user' }, 'failed'],
  ['an address that is refused for now', { RCPT: '450 4.2.1 later' }, 'retry'],
  ['a refused mail', { mail: '554 5.7.1 spam' }, 'failed'],
  ['a mail that is put off', { mail: '451 4.3.0 later' }, 'retry'],
  ['a server too busy to greet', { greeting: '421 4.3.2 busy' }, 'retry'],
  ['a server that refuses to greet', { greeting: '554 5.7.1 not you' }, 'retry'],
  ['a server that refuses our name', { EHLO: '550 5.7.1 who are you', HELO: '550 5.7.1 who are you' }, 'retry'],
  ['a refused sender', { MAIL: '550 5.7.1 not from here' }, 'retry'],
  ['a connection that ends before the mail', { RCPT: (socket) => socket.destroy() }, 'retry'],
  ['a connection that ends at the word DATA', { DATA: (socket) => socket.destroy() }, 'retry'],
  ['a connection that ends after the mail', { mail: (socket) => socket.destroy() }, 'uncertain'],
  ['a server that is silent after the mail', { mail: () => {} }, 'uncertain'],
  ['a server that never greets', { greeting: () => {} }, 'retry'],
])('%s', async (_, script, outcome) => {
  const { sender, mails } = await startServer(script);
  expect((await sender.send(email)).outcome).toBe(outcome);
  // A mail that may have arrived is never sent again, not by the library either.
  expect(mails.length).toBeLessThanOrEqual(1);
});

test('a refused connection is retried', async () => {
  const sender = createSmtpSender({ url: 'smtp://127.0.0.1:1', timeout: 500 });
  expect(await sender.send(email)).toMatchObject({ outcome: 'retry' });
});

test('a connection that the server closed is replaced, and each mail is sent once', async () => {
  let answered = 0;
  const { sender, mails } = await startServer({
    mail: (socket) => {
      answered++;
      socket.end('250 taken\r\n');
    },
  });
  for (let number = 0; number < 3; number++) {
    expect(await sender.send({ ...email, vendorKey: `dlv_${number}` })).toMatchObject({ outcome: 'sent' });
  }
  expect([mails.length, answered]).toEqual([3, 3]);
});
