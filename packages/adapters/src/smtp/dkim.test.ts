import { createHash, createVerify, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { OutgoingEmail } from '@beckon/core/ports';
import { SMTPServer } from 'smtp-server';
import { expect, onTestFinished, test } from 'vitest';
import { createSmtpSender } from '../index.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2_048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

const email: OutgoingEmail = {
  vendorKey: 'dlv_1',
  from: { name: 'Dritter Stock', address: 'hello@shop.test' },
  to: { name: 'Änna  Ö.', address: 'anna@example.com' },
  subject: `Größe ${'und noch ein Wort '.repeat(12)}`,
  html: `<p>Grüße</p>\n${'<p>A long line with  two blanks </p>'.repeat(60)}\n\n.\n..two dots\n \n`,
  text: 'Grüße \n\n.hidden dot\n\n\n',
  headers: {
    'List-Unsubscribe': `<https://beckon.test/u/${'x'.repeat(120)}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  },
  dkim: { domain: 'shop.test', selector: 'beckon-1', privateKey },
};

/** Sends a mail to a mail server, and gives the bytes that it got. */
async function receive(sent: OutgoingEmail): Promise<string> {
  const chunks: Buffer[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onData(stream, _, done) {
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('end', () => done());
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  onTestFinished(() => void server.close());
  const { port } = listening.address() as AddressInfo;
  expect(await createSmtpSender({ url: `smtp://127.0.0.1:${port}` }).send(sent)).toMatchObject({ outcome: 'sent' });
  return Buffer.concat(chunks).toString('latin1');
}

/** Verifies by RFC 6376 with relaxed canonicalization, as a receiver does. */
function verify(mail: string): { isValid: boolean; tags: Map<string, string> } {
  const end = mail.indexOf('\r\n\r\n');
  const headers = mail.slice(0, end).split(/\r\n(?![ \t])/);
  const relax = (header: string) => {
    const at = header.indexOf(':');
    const value = header
      .slice(at + 1)
      .replaceAll('\r\n', '')
      .replaceAll(/[ \t]+/g, ' ')
      .trim();
    return `${header.slice(0, at).trim().toLowerCase()}:${value}`;
  };
  const signature = headers.find((header) => /^dkim-signature:/i.test(header));
  if (!signature) return { isValid: false, tags: new Map() };
  const tags = new Map(
    relax(signature)
      .slice('dkim-signature:'.length)
      .split(';')
      .filter((tag) => tag.includes('='))
      .map((tag) => {
        const at = tag.indexOf('=');
        return [tag.slice(0, at).trim(), tag.slice(at + 1).replaceAll(/\s/g, '')] as const;
      }),
  );
  const body = `${mail
    .slice(end + 4)
    .replaceAll(/[ \t]+(?=\r\n)/g, '')
    .replaceAll(/[ \t]+/g, ' ')
    .replace(/(\r\n)*$/, '')}\r\n`;
  const bodyHash = createHash('sha256').update(body, 'latin1').digest('base64');
  // Of a header that comes several times, the last one that is left.
  const left = [...headers];
  const signed = tags
    .get('h')!
    .split(':')
    .flatMap((name) => {
      const at = left.findLastIndex((header) => header.toLowerCase().startsWith(`${name.toLowerCase()}:`));
      return at < 0 ? [] : left.splice(at, 1).map((header) => `${relax(header)}\r\n`);
    });
  const unsigned = relax(signature).replace(/(\bb=)[^;]*$/, '$1');
  const isValid =
    bodyHash === tags.get('bh') &&
    createVerify('RSA-SHA256')
      .update([...signed, unsigned].join(''), 'latin1')
      .verify(publicKey, tags.get('b')!, 'base64');
  return { isValid, tags };
}

test('the signature of a mail is valid at the server that receives it, and covers what one-click unsubscribing needs', async () => {
  const mail = await receive(email);
  const { isValid, tags } = verify(mail);
  expect(isValid).toBe(true);
  expect(tags.get('d')).toBe('shop.test');
  expect(tags.get('s')).toBe('beckon-1');
  const signed = tags.get('h')!.toLowerCase().split(':');
  for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post'])
    expect(signed).toContain(name);
});

test('a changed subject, link or body makes it invalid', async () => {
  const mail = await receive(email);
  for (const [what, other] of [
    ['Message-ID: <dlv_1@', 'Message-ID: <dlv_2@'],
    ['List-Unsubscribe-Post: List-Unsubscribe=One-Click', 'List-Unsubscribe-Post: no'],
    ['hidden dot', 'hidden dots'],
  ] as const) {
    expect(mail).toContain(what);
    expect(verify(mail.replace(what, other)).isValid, what).toBe(false);
  }
});

test('without a key a mail is sent without a signature', async () => {
  expect(await receive({ ...email, dkim: null })).not.toMatch(/dkim-signature/i);
});
