import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSmtpSender } from '@beckon/adapters';
import { expect, test } from 'vitest';
import { forgetMails, openMailbox } from './mailbox.ts';

test('an address can be forgotten: its mails go, those of others stay', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'mailbox-'));
  const mailbox = await openMailbox(dir);
  try {
    const { send } = createSmtpSender({ url: mailbox.smtpUrl });
    for (const address of ['anna@example.com', 'joanna@example.com', 'Anna@Example.com']) {
      const text = { subject: 'Hi', html: '<p>Hi anna@example.com</p>', text: 'Hi', headers: {} };
      const from = { name: 'Shop', address: 'shop@example.com' };
      await send({ vendorKey: address, from, to: { name: null, address }, ...text });
    }
    expect(await mailbox.list()).toHaveLength(3);
    await mailbox.forget('anna@example.com');
    expect((await mailbox.list()).map(({ to }) => to)).toEqual(['joanna@example.com']);
    await forgetMails(dir, 'joanna@example.com');
    expect(await readdir(dir)).toEqual([]);
    await forgetMails(join(dir, 'nowhere'), 'anna@example.com');
  } finally {
    await mailbox.close();
    await rm(dir, { recursive: true, force: true });
  }
});
