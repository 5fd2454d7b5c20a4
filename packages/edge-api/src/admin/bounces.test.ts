import { readFile } from 'node:fs/promises';
import { readSuppression } from '@beckon/core/consent';
import { findOrCreateByEmail } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { deliver } from '@beckon/core/messages';
import { runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, codeOf } = await createTestApi();
const anna = 'anna@example.com';

/** A mail that came back about a service message to Anna. */
async function bounceOf(name: string): Promise<Buffer> {
  const contactId = await findOrCreateByEmail(ctx, tenant.id, anna);
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'preferences_link', businessKey: name });
  await runReadyJobs(ctx);
  const [row] = await ctx.db.query<{ id: string }>(sql`select id from deliveries where business_key = ${name}`);
  const file = new URL(`../../../core/src/bounces/fixtures/${name}.eml`, import.meta.url);
  const mail = await readFile(file, 'latin1');
  return Buffer.from(mail.replaceAll('dlv_01kb4r6t8v9w0x1y2z3a4b5c6d', row!.id), 'latin1');
}

const post = (body: Uint8Array | string, type: string) =>
  app.request('/api/v1/bounces', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': type },
    body: body as string,
  });

test('mails come as they are, or several as JSON, each with a result', async () => {
  // Its text is in Latin-1, which JSON could not carry.
  const full = await bounceOf('sendmail-french');
  const first = await post(full, 'message/rfc822');
  expect(await first.json()).toMatchObject({
    results: [{ result: 'recorded', reason: 'bounce mail: 4.2.2 failed; soft' }],
  });
  const mails = [
    (await bounceOf('postfix-unknown-user')).toString(),
    (await bounceOf('out-of-office')).toString(),
    'no mail at all',
  ];
  const answer = await post(JSON.stringify({ mails: [...mails, mails[0]] }), 'application/json');
  const { results } = (await answer.json()) as { results: { result: string; reason: string }[] };
  expect(results.map(({ result }) => result)).toEqual(['recorded', 'ignored', 'ignored', 'duplicate']);
  expect(results[1]).toEqual({ result: 'ignored', reason: 'an automatic reply', deliveryId: null });
  expect(await readSuppression(ctx, tenant.id, 'email', anna)).toBe('bounced');
});

test('a mail that is too large or of another type is refused', async () => {
  const large = await post(new Uint8Array(4_000_001).fill(65), 'message/rfc822');
  expect([large.status, await codeOf(large)]).toEqual([413, 'body_too_large']);
  const form = await post('a=b', 'application/x-www-form-urlencoded');
  expect([form.status, await codeOf(form)]).toEqual([415, 'media_type_not_supported']);
  expect(await codeOf(await post(JSON.stringify({ mails: [] }), 'application/json'))).toBe('validation_failed');
});
