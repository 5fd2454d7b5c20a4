import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../testing/index.ts';
import { readBounce } from './index.ts';

const read = async (name: string) => readBounce(await readFile(new URL(`fixtures/${name}.eml`, import.meta.url)));
const deliveryId = 'dlv_01kb4r6t8v9w0x1y2z3a4b5c6d';
const anna = 'anna@example.com';

test.each([
  ['postfix-unknown-user', anna, 'failed', '5.1.1', 'hard'],
  ['postfix-delayed', anna, 'delayed', '4.4.1', 'soft'],
  ['postfix-expired', anna, 'failed', '4.4.1', 'soft'],
  ['gmail-unknown-user', anna, 'failed', '5.1.1', 'hard'],
  ['exchange-online-not-found', anna, 'failed', '5.1.10', 'hard'],
  // Summarized as an unknown address; the server that refused it said that it was by policy.
  ['exchange-policy', anna, 'failed', '5.7.1', null],
  ['exim-report', anna, 'failed', '5.2.1', 'hard'],
  ['exim-old', anna, 'failed', '5.1.1', 'hard'],
  ['qmail', anna, 'failed', '5.1.1', 'hard'],
  ['qmail-no-code', anna, 'failed', null, null],
  ['sendmail-french', anna, 'failed', '4.2.2', 'soft'],
  ['verp-without-copy', anna, 'failed', '5.1.1', 'hard'],
  ['internationalized', 'анна@example.com', 'failed', '5.1.1', 'hard'],
  ['forwarded', 'anna.private@example.net', 'failed', '5.1.1', 'hard'],
])('%s: the delivery, the recipient, and what is said of it', async (name, address, action, statusCode, bounce) => {
  expect(await read(name)).toMatchObject({
    kind: 'delivery_status',
    deliveryId,
    recipients: [{ addresses: [address], action, statusCode, bounce }],
  });
});

test('a complaint is told from a report that says the reverse', async () => {
  expect(await read('complaint-yahoo')).toMatchObject({ kind: 'feedback', means: 'complained', deliveryId });
  expect(await read('not-spam')).toEqual({ kind: 'other', reason: 'a feedback report of the type "not-spam"' });
});

test.each([
  ['out-of-office', 'an automatic reply'],
  ['read-receipt', 'a read receipt'],
  ['person', 'it holds no report of a mail server'],
])('%s says nothing of a delivery, whatever its text says', async (name, reason) => {
  expect(await read(name)).toEqual({ kind: 'other', reason });
});

test('a report about a mail that is not ours names no delivery', async () => {
  expect(await read('no-delivery')).toMatchObject({ kind: 'delivery_status', deliveryId: null });
});

test('what the returned mail says below its header counts for nothing', async () => {
  const other = 'dlv_00000000000000000000000000';
  const text = await readFile(new URL('fixtures/no-delivery.eml', import.meta.url), 'utf8');
  const forged = text.replace('Grüße, the lamp is back.', `Message-ID: <${other}@shop.test>`);
  expect(forged).toContain(other);
  expect(await readBounce(Buffer.from(forged))).toMatchObject({ deliveryId: null });
});

test('the same mail has the same key however it came, and another mail another one', async () => {
  const text = await readFile(new URL('fixtures/qmail.eml', import.meta.url), 'utf8');
  const keyOf = async (mail: string) => ((await readBounce(Buffer.from(mail))) as { key: string }).key;
  const received = 'Received: by mx.shop.test; Fri, 27 Nov 2026 09:00:07 +0000\r\n';
  const named = `Message-ID: <one@example.net>\r\n${text}`;
  expect(await keyOf(received + named)).toBe(await keyOf(named));
  expect(await keyOf(text)).not.toBe(await keyOf(named));
});

test('a report that returns a large mail is read', async () => {
  const text = await readFile(new URL('fixtures/postfix-unknown-user.eml', import.meta.url), 'utf8');
  const large = text.replace('Grüße, the lamp is back.', 'A line of a large mail.\r\n'.repeat(100_000));
  expect(large.length).toBeGreaterThan(2_000_000);
  expect(await readBounce(Buffer.from(large))).toMatchObject({ deliveryId, recipients: [{ bounce: 'hard' }] });
});

test('a mail nested a thousand deep is refused', async () => {
  const parts = Array.from({ length: 1_000 }, (_, depth) => [
    `Content-Type: multipart/mixed; boundary=b${depth}`,
    '',
    `--b${depth}`,
  ]);
  expect(await readBounce(Buffer.from(parts.flat().join('\r\n')))).toEqual({
    kind: 'other',
    reason: 'it cannot be read as a mail',
  });
});

const long = 500_000;
test.each([
  ['dashes', `X-Failed-Recipients: a@b.test\r\n\r\n---- This is a copy of ${'-'.repeat(long)}x`],
  ['at signs', `X-Failed-Recipients: a@b.test\r\n\r\n  ${'a@'.repeat(long)}:`],
  ['blanks', `X-Failed-Recipients: a@b.test\r\n\r\n${'\n \t'.repeat(long)}`],
  [
    'brackets',
    `Subject: x\r\n\r\nHi. This is the \n\n<${'a@'.repeat(long)}\n--- Below this line is a copy of the message.\n\n`,
  ],
  ['fields', `Content-Type: message/delivery-status\r\n\r\n${'a-'.repeat(long)}\n${'a:\n \n'.repeat(long)}`],
  [
    'codes',
    `Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822;a@b\nAction: failed\nStatus: ${'5.1.'.repeat(long)}`,
  ],
])('a mail of %s that is made to be slow to read is not', async (_, mail) => {
  const began = performance.now();
  await readBounce(Buffer.from(mail));
  // 0.02 to 0.6 s were measured; up to 14 s before the lines were limited.
  expect(performance.now() - began).toBeLessThan(4_000);
});

test('any bytes, and any damage to a real report, are answered', async () => {
  const report = await readFile(new URL('fixtures/gmail-unknown-user.eml', import.meta.url));
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.nat(report.length),
      fc.nat(report.length),
      async (noise, from, to) => {
        await readBounce(noise);
        await readBounce(Buffer.concat([report.subarray(0, from), noise, report.subarray(to)]));
      },
    ),
    { numRuns: runs(100) },
  );
});
