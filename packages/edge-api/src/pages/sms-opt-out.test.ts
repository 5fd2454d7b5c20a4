import { readSuppression, recordConsent, suppressionHash } from '@beckon/core/consent';
import { sql } from '@beckon/core/db';
import { languages } from '@beckon/core/lib';
import { makeSmsLink } from '@beckon/core/links';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant } = await createTestApi();

test('the link of a text message opens a page in each language; GET changes nothing, POST stops them', async () => {
  const phone = '+4915112345678';
  const contactId = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, phone, created_at) values (${contactId}, ${tenant.id}, ${phone}, ${ctx.clock.now()})`);
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [
      { contactId, type: 'sms', action: 'granted', source: 'test', method: 'form', wordingVersion: null, evidence: {} },
    ]),
  );
  const path = `/s/${await makeSmsLink(ctx, tenant.id, contactId, suppressionHash(ctx, tenant.id, 'sms', phone))}`;
  const open = async (language = 'en') => (await app.request(`${path}?lang=${language}`)).text();
  const titles = await Promise.all(languages.map(async (one) => /<h1>(.*)<\/h1>/.exec(await open(one))![1]));
  expect(new Set(titles).size).toBe(languages.length);
  expect(await open()).toContain('Stop text messages?');
  expect(await readSuppression(ctx, tenant.id, 'sms', phone)).toBeNull();
  for (let times = 0; times < 2; times++) {
    const done = await app.request(path, { method: 'POST' });
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('Text messages are stopped')]);
  }
  expect(await readSuppression(ctx, tenant.id, 'sms', phone)).toBe('unsubscribed');
  // Opened once more, it says how things are.
  expect(await open()).not.toContain('<button');
});

test.each(['GET', 'POST'])('%s with another code says that the link does not work', async (method) => {
  const answer = await app.request('/s/000000000000', { method });
  expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('This link does not work')]);
});
