import type { ProviderEvent } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recordConsent } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext, runReadyJobs, runs } from '../testing/index.ts';
import { deliver } from './deliver.ts';
import { explainDelivery } from './explain-delivery.ts';
import { recordProviderEvents } from './provider-events.ts';

const { ctx, clock, sms, newTenant } = await createTestContext({ maxConnections: 6 });
const tenant = await newTenant();
let made = 0;

await ctx.db.query(sql`
  insert into messages (id, tenant_id, key, name, channel, category, subject, body, updated_at)
  values (${ctx.ids.newId('msg')}, ${tenant.id}, 'parcel', 'Parcel', 'sms', 'transactional', '',
    ${'Your parcel is on its way. '.repeat(20)}, ${clock.now()})`);

/** Sends a text of several parts. */
async function send(): Promise<Id<'dlv'>> {
  const contactId = ctx.ids.newId('ctc');
  const [businessKey, phone] = [`event ${++made}`, `+4915${10_000_000 + made}`];
  await ctx.db.query(sql`
    insert into contacts (id, tenant_id, phone, created_at) values (${contactId}, ${tenant.id}, ${phone}, ${clock.now()})`);
  const granted = { contactId, type: 'sms', action: 'granted', source: 'test', method: 'form' } as const;
  await ctx.db.transaction((tx) =>
    recordConsent({ ...ctx, db: tx }, tenant.id, [{ ...granted, wordingVersion: null, evidence: {} }]),
  );
  await deliver(ctx, { tenantId: tenant.id, contactId, message: 'parcel', businessKey });
  await runReadyJobs(ctx);
  const [row] = await ctx.db.query<{ id: Id<'dlv'> }>(sql`
    select id from deliveries where tenant_id = ${tenant.id} and business_key = ${businessKey}`);
  return row!.id;
}

type Part = Pick<ProviderEvent, 'kind' | 'detail'>;
const failed = (detail: string): Part => ({ kind: 'failed', detail });
const delivered: Part = { kind: 'delivered' };

/** One report for each part, each with an id of its own, as platforms send them. */
function report(deliveryId: Id<'dlv'>, part: Part, id = `report ${++made}`) {
  clock.advance(1);
  return recordProviderEvents(ctx, tenant.id, [{ id, deliveryId, ...part }]);
}

async function stateOf(id: Id<'dlv'>) {
  const [row] = await ctx.db.query<{ status: string; reason: string | null; isDelivered: boolean }>(sql`
    select status, reason, delivered_at is not null as "isDelivered" from deliveries where id = ${id}`);
  return row!;
}

const isFailed = (reason: string) => ({ status: 'failed', reason, isDelivered: false });

test('E5: a part that failed makes the text failed, with its code, whichever report comes first; never both', async () => {
  for (const parts of [
    [failed('30008'), delivered],
    [delivered, failed('30008')],
    [delivered, failed('30008'), delivered],
    [{ kind: 'sent' } as const, failed('30008'), { kind: 'sent' } as const, delivered],
  ]) {
    const id = await send();
    for (const part of parts) await report(id, part);
    expect(await stateOf(id)).toEqual(isFailed('30008'));
    // Nothing that was reported is lost.
    const { providerEvents } = await explainDelivery(ctx, tenant.id, id);
    expect(providerEvents.map(({ kind, detail }) => ({ kind, ...(detail === null ? {} : { detail }) }))).toEqual(parts);
  }
});

test('E5: of two codes the first stays', async () => {
  const id = await send();
  for (const part of [failed('30008'), failed('30003'), delivered]) await report(id, part);
  expect(await stateOf(id)).toEqual(isFailed('30008'));
});

test('E5: the same report twice is one, also at the same time, and after a report that came between', async () => {
  const id = await send();
  const both = await Promise.all([report(id, failed('30008'), 'same'), report(id, failed('30008'), 'same')]);
  expect(both.flat().sort()).toEqual(['duplicate', 'recorded']);
  await report(id, delivered);
  expect(await report(id, failed('30008'), 'same')).toEqual(['duplicate']);
  expect(await stateOf(id)).toEqual(isFailed('30008'));
});

test('E5: reports that race end the same as one after another', async () => {
  for (let round = 0; round < runs(10); round++) {
    const id = await send();
    await Promise.all([report(id, delivered), report(id, failed('30008')), report(id, delivered)]);
    expect(await stateOf(id)).toEqual(isFailed('30008'));
  }
});

test('E5: a report that comes before the answer of the platform is not undone by it', async () => {
  sms.answer = async ({ vendorKey }) => {
    await report(vendorKey as Id<'dlv'>, failed('30008'));
    return { outcome: 'sent', vendorId: `vendor of ${vendorKey}` };
  };
  const id = await send();
  sms.answer = () => ({ outcome: 'sent', vendorId: null });
  expect(await stateOf(id)).toEqual(isFailed('30008'));
  // The reports on the other parts name it by the platform's id.
  const later = { id: `report ${++made}`, vendorId: `vendor of ${id}`, ...delivered };
  expect(await recordProviderEvents(ctx, tenant.id, [later])).toEqual(['recorded']);
  expect(await stateOf(id)).toEqual(isFailed('30008'));
});

test('E5: states only move forward, in any number and order of reports', async () => {
  const place = ['due', 'dispatching', 'uncertain', 'sent', 'delivered', 'failed'];
  const part = fc.constantFrom<Part>({ kind: 'sent' }, delivered, failed('30008'), failed('30003'));
  await fc.assert(
    fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 6 }), async (parts) => {
      const id = await send();
      let before = 'sent';
      for (const one of parts) {
        await report(id, one);
        const { status, isDelivered } = await stateOf(id);
        const now = status === 'sent' && isDelivered ? 'delivered' : status;
        expect(place.indexOf(now)).toBeGreaterThanOrEqual(place.indexOf(before));
        before = now;
      }
      const failure = parts.find(({ kind }) => kind === 'failed');
      const isDelivered = parts.some(({ kind }) => kind === 'delivered');
      expect(await stateOf(id)).toEqual(
        failure ? isFailed(failure.detail!) : { status: 'sent', reason: null, isDelivered },
      );
    }),
    { numRuns: runs(30) },
  );
});
