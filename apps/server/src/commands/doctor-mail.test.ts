import { createTestContext } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { checkMail } from './doctor-mail.ts';

const { ctx, dns, newTenant } = await createTestContext();
const run = () => checkMail('smtp://mail.shop.test')(ctx);

test('what is missing is said with its fix, and what is wrong is a fault', async () => {
  expect(await checkMail(undefined)(ctx)).toContain('development mailbox');
  expect(await run()).toBe('no shop yet');
  await newTenant();
  const text = await run();
  expect(text).toContain('shop.test of ten_');
  expect(text).toContain('dkim missing');
  expect(text).toMatch(/dmarc missing: Add this record\. .*TXT _dmarc\.shop\.test "v=DMARC1; p=none"/);
  dns.txt.set('shop.test', ['v=spf1 -all', 'v=spf1 ~all']);
  await expect(run()).rejects.toThrow('several SPF records');
});

test('it stores nothing and makes no key', async () => {
  await run().catch(() => {});
  expect(await run().catch((error: Error) => error.message)).toContain('dkim missing');
});
