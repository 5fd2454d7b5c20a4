import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSmtpSender } from '@beckon/adapters';
import { expect, test } from 'vitest';
import { openMailbox } from './mailbox.ts';
import { mailboxRoutes } from './routes.ts';

test('mails are shown and cleared only for those who may', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'mailbox-'));
  const mailbox = await openMailbox(dir);
  try {
    const { send } = createSmtpSender({ url: mailbox.smtpUrl });
    const from = { name: 'Shop', address: 'shop@example.com' };
    const to = { name: null, address: 'anna@example.com' };
    await send({ vendorKey: 'a', from, to, subject: 'Confirm', html: '<p>A link</p>', text: 'A link', headers: {} });
    const [mail] = await mailbox.list();
    const app = mailboxRoutes(mailbox, async (request) => request.headers.get('cookie') === 'user');
    const json = { accept: 'application/json' };
    for (const [method, path] of [
      ['GET', '/mailbox'],
      ['GET', `/mailbox/${mail!.id}`],
      ['GET', `/mailbox/${mail!.id}/content`],
      ['DELETE', '/mailbox'],
    ] as const) {
      const answer = await app.request(path, { method, headers: json });
      expect([answer.status, await answer.text()], path).toEqual([401, expect.not.stringContaining('anna@')]);
    }
    const answer = await app.request('/mailbox', { headers: { ...json, cookie: 'user' } });
    expect(await answer.json()).toMatchObject({ data: [{ subject: 'Confirm' }] });
  } finally {
    await mailbox.close();
    await rm(dir, { recursive: true, force: true });
  }
});
