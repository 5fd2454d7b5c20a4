import { expect, test } from 'vitest';
import { checkSenderDomain } from '../admin/index.ts';
import { findOrCreateByEmail } from '../contacts/index.ts';
import { createTestContext, runReadyJobs } from '../testing/index.ts';
import { deliver } from './deliver.ts';

const { ctx, dns, sender, newTenant } = await createTestContext();

test('a mail is signed by the shop’s key where the platform signs, once its record is in DNS', async () => {
  const { id: tenantId } = await newTenant();
  const caller = {
    tenantId,
    actor: { kind: 'command', id: null, name: 'test' },
    permissions: new Set<never>(),
  } as const;
  const contactId = await findOrCreateByEmail(ctx, tenantId, 'anna@example.com');
  const send = async (businessKey: string) => {
    await deliver(ctx, { tenantId, contactId, message: 'preferences_link', businessKey });
    await runReadyJobs(ctx);
    return sender.sent.at(-1)!.dkim?.selector ?? null;
  };
  sender.signs = true;
  const { records } = await checkSenderDomain(ctx, caller);
  expect(await send('before')).toBeNull();
  const { name, value } = records.find(({ purpose }) => purpose === 'dkim')!;
  dns.txt.set(name, [value!]);
  const { signsWith } = await checkSenderDomain(ctx, caller);
  expect(await send('after')).toBe(signsWith);
  expect(name).toBe(`${signsWith}._domainkey.shop.test`);
  // A platform that signs by its own keys gets none of ours.
  sender.signs = false;
  expect(await send('elsewhere')).toBeNull();
  expect(sender.sent).toHaveLength(3);
});
