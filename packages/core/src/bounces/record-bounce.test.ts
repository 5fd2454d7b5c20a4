import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readSuppression, recordConsent } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { deliver } from '../messages/index.ts';
import { createTestContext, runReadyJobs } from '../testing/index.ts';
import { recordBounce } from './index.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 6 });
const tenant = await newTenant();
let made = 0;

/** A message that was sent to an address of its own. */
async function send(email = `anna${++made}@example.com`): Promise<{ id: Id<'dlv'>; email: string }> {
  const contactId = ctx.ids.newId('ctc');
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, email, created_at) values (${contactId}, ${tenant.id}, ${email}, ${clock.now()})`);
  await ctx.db.transaction((tx) =>
    recordConsent(
      { ...ctx, db: tx },
      tenant.id,
      (['email', 'marketing'] as const).map((type) => ({
        ...{ contactId, type, action: 'granted' as const, source: 'test', method: 'form' },
        ...{ wordingVersion: null, evidence: {} },
      })),
    ),
  );
  const businessKey = `event ${++made}`;
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'welcome', businessKey });
  await runReadyJobs(ctx);
  const [row] = await ctx.db.query<{ id: Id<'dlv'> }>(
    sql`select id from deliveries where tenant_id = ${tenant.id} and business_key = ${businessKey}`,
  );
  return { id: row!.id, email };
}

/** A mail of the fixtures about a delivery. */
async function mailOf(name: string, { id, email }: { id: string; email: string }): Promise<Buffer> {
  const mail = await readFile(new URL(`fixtures/${name}.eml`, import.meta.url), 'latin1');
  const about = mail
    .replaceAll('dlv_01kb4r6t8v9w0x1y2z3a4b5c6d', id)
    .replaceAll('anna@example.com', email)
    // Each mail has a Message-ID of its own.
    .replace(/^(Message-ID: <)(?!dlv_)/im, `$1${id}.`);
  return Buffer.from(about, 'latin1');
}

const come = async (name: string, delivery: { id: string; email: string }, tenantId = tenant.id) =>
  recordBounce(ctx, tenantId, await mailOf(name, delivery));
const suppressionOf = ({ email }: { email: string }) => readSuppression(ctx, tenant.id, 'email', email);
const statusOf = async ({ id }: { id: string }) =>
  (
    await ctx.db.query<{ status: string; reason: string | null }>(sql`
    select status, reason from deliveries where id = ${id}`)
  )[0]!;

test.each(['postfix-unknown-user', 'gmail-unknown-user', 'exim-report', 'exim-old', 'qmail'])(
  '%s: the delivery has failed and its address is suppressed',
  async (name) => {
    const delivery = await send();
    const reason = expect.stringMatching(/^bounce mail: 5\.\d\.\d failed; hard$/);
    expect(await come(name, delivery)).toEqual({ result: 'recorded', reason, deliveryId: delivery.id });
    expect(await suppressionOf(delivery)).toBe('bounced');
    expect(await statusOf(delivery)).toMatchObject({ status: 'failed' });
  },
);

test.each(['exchange-policy', 'qmail-no-code', 'postfix-expired', 'sendmail-french'])(
  '%s: the delivery has failed, and the address is not suppressed',
  async (name) => {
    const delivery = await send();
    expect(await come(name, delivery)).toMatchObject({ result: 'recorded' });
    expect(await statusOf(delivery)).toMatchObject({ status: 'failed' });
    expect(await suppressionOf(delivery)).toBeNull();
  },
);

test('a delay changes nothing: the mail may still arrive', async () => {
  const delivery = await send();
  expect(await come('postfix-delayed', delivery)).toMatchObject({ result: 'ignored' });
  expect(await statusOf(delivery)).toEqual({ status: 'sent', reason: null });
});

test('a complaint suppresses the address that the mail went to, though the report does not name it', async () => {
  const delivery = await send();
  expect(await come('complaint-yahoo', delivery)).toMatchObject({ result: 'recorded' });
  expect(await suppressionOf(delivery)).toBe('complained');
});

test('a mail that comes again is recorded once', async () => {
  const delivery = await send();
  const mail = await mailOf('postfix-unknown-user', delivery);
  const again = Buffer.concat([Buffer.from('Received: by mx.shop.test; Fri, 27 Nov 2026 09:01:00 +0000\r\n'), mail]);
  const results = await Promise.all([mail, again, mail].map((each) => recordBounce(ctx, tenant.id, each)));
  expect(results.map(({ result }) => result).toSorted()).toEqual(['duplicate', 'duplicate', 'recorded']);
});

test('five mails that could not be delivered over a week suppress the address', async () => {
  const address = `${++made}@example.com`;
  const delivery = await send(address);
  for (let time = 1; time <= 5; time++) {
    const mail = (await mailOf('postfix-expired', delivery)).toString('latin1');
    const another = mail.replace(/^(Message-ID: <)(?!dlv_\w+@)/im, `$1${time}`);
    expect(await recordBounce(ctx, tenant.id, Buffer.from(another, 'latin1'))).toMatchObject({ result: 'recorded' });
    expect(await suppressionOf(delivery)).toBe(time === 5 ? 'soft_bounced' : null);
    clock.advance(2 * 24 * 60 * 60_000);
  }
});

test('who knows an address and no delivery suppresses nothing', async () => {
  const delivery = await send();
  const forged = { id: `dlv_${'0'.repeat(26)}`, email: delivery.email };
  expect(await come('postfix-unknown-user', forged)).toMatchObject({ result: 'unknown' });
  expect(await come('no-delivery', delivery)).toMatchObject({ result: 'ignored', reason: 'it names no delivery' });
  expect(await suppressionOf(delivery)).toBeNull();
});

test('who knows a delivery of their own suppresses no other address', async () => {
  const [own, other] = [await send(), await send()];
  expect(await come('postfix-unknown-user', { id: own.id, email: other.email })).toMatchObject({
    reason: expect.stringContaining('another address'),
  });
  expect(await suppressionOf(other)).toBeNull();
});

test('a delivery of another shop is unknown', async () => {
  const delivery = await send();
  const other = await newTenant();
  expect(await come('postfix-unknown-user', delivery, other.id)).toMatchObject({ result: 'unknown' });
  expect(await suppressionOf(delivery)).toBeNull();
});

test('where an address forwards to, and who is behind a list, does not suppress it at once', async () => {
  const forwarding = await send();
  expect(await come('forwarded', forwarding)).toMatchObject({ result: 'recorded' });
  expect(await suppressionOf(forwarding)).toBeNull();
  const list = await send();
  expect(await come('list-members', list)).toMatchObject({ result: 'ignored' });
  expect(await statusOf(list)).toMatchObject({ status: 'sent' });
});

test('a report that comes after the delivery moves nothing back', async () => {
  const delivery = await send();
  await come('complaint-yahoo', delivery);
  await come('postfix-unknown-user', delivery);
  expect(await suppressionOf(delivery)).toBe('complained');
});

test('what is kept of a mail holds no address', async () => {
  const delivery = await send();
  await come('postfix-unknown-user', delivery);
  const rows = await ctx.db.query(sql`
    select row_to_json(e)::text as row from provider_events e where delivery_id = ${delivery.id}`);
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('@');
});
