import { type ConsentType, consentTypes } from '@beckon/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import { createTestContext, runs } from '../testing/index.ts';
import { type ConsentAction, foldConsent } from './fold.ts';
import { type ConsentRecord, chainHash, type NewConsentEntry, readConsentHistory, recordConsent } from './ledger.ts';
import { readConsents } from './state.ts';
import { verifyLedger } from './verify-ledger.ts';

const { ctx, clock, newTenant } = await createTestContext({ maxConnections: 8 });

const record = (tenantId: Id<'ten'>, entries: NewConsentEntry[]) =>
  ctx.db.transaction((tx) => recordConsent({ ...ctx, db: tx }, tenantId, entries));
const entry = (more: Partial<NewConsentEntry> = {}): NewConsentEntry => ({
  contactId: 'ctc_1',
  type: 'email',
  action: 'granted',
  source: 'newsletter',
  method: 'double_opt_in',
  wordingVersion: 'v1',
  evidence: { userAgent: 'Browser' },
  ...more,
});
const text = fc
  .string({ unit: 'binary', maxLength: 20 })
  .filter((given) => !given.includes('\0') && given.isWellFormed());
const anyEntry: fc.Arbitrary<NewConsentEntry> = fc.record({
  contactId: fc.constantFrom('ctc_1', 'ctc_2', 'ctc_3'),
  type: fc.constantFrom<ConsentType>(...consentTypes),
  action: fc.constantFrom<ConsentAction>('requested', 'granted', 'revoked'),
  source: fc.oneof(fc.constantFrom('registration', 'checkout', 'preferences', 'newsletter'), text),
  method: text,
  wordingVersion: fc.option(text),
  evidence: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.constant(null))),
});

test('Feature: marketing-automation, Property 30: Consent timestamp and source recorded (17.1)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anyEntry, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
      async (batches) => {
        const { id } = await newTenant();
        const expected: object[] = [];
        for (const entries of batches) {
          clock.advance(1_500);
          await record(id, entries);
          for (const { contactId, evidence: _, ...rest } of entries) {
            expected.push({ contactId, ...rest, position: expected.length + 1, recordedAt: clock.now().toISOString() });
          }
        }
        const kept = [];
        for (const contactId of ['ctc_1', 'ctc_2', 'ctc_3'] as const) {
          for (const { wording: _, wordingStatus: _status, ...one } of await readConsentHistory(ctx, id, contactId))
            kept.push({ contactId, ...one });
        }
        expect(kept.toSorted((a, b) => a.position - b.position)).toEqual(expected);

        // The chain is valid, and the state equals the fold over the ledger.
        expect(await verifyLedger(ctx, id)).toEqual({ entries: expected.length, fault: null });
        const entries = batches.flat();
        for (const contactId of ['ctc_1', 'ctc_2', 'ctc_3'] as const) {
          const own = entries.filter((one) => one.contactId === contactId);
          const folded = [...Map.groupBy(own, ({ type }) => type)].map(([type, list]) => ({
            type,
            state: list.map(({ action }) => action).reduce<ConsentAction | null>(foldConsent, null),
          }));
          const states = (await readConsents(ctx, id, contactId)).map(({ type, state }) => ({ type, state }));
          expect(states).toEqual(folded.toSorted((a, b) => (a.type < b.type ? -1 : 1)));
        }
      },
    ),
    { numRuns: runs(100) },
  );
});

test('entries that come at once stand one after the other', async () => {
  const { id } = await newTenant();
  await Promise.all(
    Array.from({ length: 20 }, (_, number) => record(id, [entry({ contactId: `ctc_${number}` }), entry()])),
  );
  expect(await verifyLedger(ctx, id)).toEqual({ entries: 40, fault: null });
});

test('an entry of a transaction that fails is not there, nor is its evidence', async () => {
  const { id } = await newTenant();
  await record(id, [entry()]);
  await ctx.db
    .transaction(async (tx) => {
      await recordConsent({ ...ctx, db: tx }, id, [entry({ action: 'revoked' })]);
      throw new Error('no');
    })
    .catch(() => {});
  expect(await verifyLedger(ctx, id)).toEqual({ entries: 1, fault: null });
  expect(await readConsents(ctx, id, 'ctc_1')).toMatchObject([{ state: 'granted' }]);
  expect(await ctx.db.query(sql`select 1 from consent_evidence where tenant_id = ${id}`)).toHaveLength(1);
});

test.each([
  `update consent_ledger set record = record || '{"action":"granted"}'`,
  'delete from consent_ledger',
  'truncate consent_ledger',
  'truncate consent_ledger cascade',
])('the database refuses: %s', async (statement) => {
  await record((await newTenant()).id, [entry()]);
  await expect(ctx.db.query(sql.trusted(statement))).rejects.toMatchObject({ code: '23001' });
});

/** Changes that a user with all rights could make to the tables directly. */
const tamper = (statements: ReturnType<typeof sql>[]) =>
  ctx.db.transaction(async (tx) => {
    await tx.query(sql`alter table consent_ledger disable trigger all`);
    for (const statement of statements) await tx.query(statement);
    await tx.query(sql`alter table consent_ledger enable trigger all`);
  });

/** The same in one page and in several. */
async function verify(id: Id<'ten'>) {
  const verdict = await verifyLedger(ctx, id);
  for (const pageSize of [1, 3, 10]) expect(await verifyLedger(ctx, id, pageSize)).toEqual(verdict);
  return verdict;
}

async function ledgerOfTen(): Promise<Id<'ten'>> {
  const { id } = await newTenant();
  for (let number = 0; number < 10; number++) {
    clock.advance(1_000);
    await record(id, [entry({ action: number % 2 ? 'revoked' : 'granted' })]);
  }
  return id;
}

test('an edited entry is named, whichever part of it was edited', async () => {
  for (const change of [
    '{"action":"granted"}',
    '{"recordedAt":"2020-01-01T00:00:00.000Z"}',
    '{"evidenceDigest":"00"}',
    '{"extra":1}',
    '{"wordingVersion":null}',
    '{"wordingVersion":{}}',
  ]) {
    const id = await ledgerOfTen();
    await tamper([
      sql`update consent_ledger set record = record || ${change}::text::jsonb where tenant_id = ${id} and position = 4`,
    ]);
    expect(await verify(id), change).toEqual({ entries: 3, fault: { position: 4, what: 'the entry was changed' } });
  }
  const id = await ledgerOfTen();
  await tamper([sql`update consent_ledger set record = record - 'source' where tenant_id = ${id} and position = 4`]);
  expect(await verify(id)).toEqual({ entries: 3, fault: { position: 4, what: 'the entry was changed' } });
});

test('an entry with a recomputed hash does not match the next one', async () => {
  const id = await ledgerOfTen();
  const [row] = await ctx.db.query<{ record: ConsentRecord; before: Buffer }>(sql`
    select l.record || '{"action":"granted"}' as record, b.hash as before from consent_ledger l
    join consent_ledger b on b.tenant_id = l.tenant_id and b.position = l.position - 1
    where l.tenant_id = ${id} and l.position = 4`);
  await tamper([
    sql`update consent_ledger set record = ${JSON.stringify(row!.record)}::text::jsonb,
      hash = ${chainHash(row!.before, row!.record)} where tenant_id = ${id} and position = 4`,
  ]);
  expect(await verify(id)).toEqual({ entries: 4, fault: { position: 5, what: 'the entry was changed' } });
});

test('Postgres writes a record as we do, whatever is in it: a sound page is not walked entry by entry', async () => {
  const { id } = await newTenant();
  const values = [...fc.sample(text, { numRuns: runs(200), seed: 7 }), '"\\/\b\f\n\r\t\u001f\u007f\u2028', '𝕏 é ﷺ'];
  await record(
    id,
    values.map((value) => entry({ source: value, wordingVersion: value })),
  );
  let statements = 0;
  const counting = {
    db: {
      ...ctx.db,
      query: (...given: Parameters<typeof ctx.db.query>) => {
        statements++;
        return ctx.db.query(...given);
      },
    },
  };
  expect(await verifyLedger(counting as never, id)).toEqual({ entries: values.length, fault: null });
  // The end of the chain; links and evidence of one page, and of two prefetched pages that are empty.
  expect(statements).toBe(1 + 3 * 2);
});

test('a deleted entry is named', async () => {
  const id = await ledgerOfTen();
  await tamper([sql`delete from consent_ledger where tenant_id = ${id} and position = 7`]);
  expect(await verify(id)).toEqual({ entries: 6, fault: { position: 7, what: 'the entry is missing' } });
});

test('entries that changed places are named', async () => {
  const id = await ledgerOfTen();
  await tamper([
    sql`update consent_ledger set position = 99 where tenant_id = ${id} and position = 5`,
    sql`update consent_ledger set position = 5 where tenant_id = ${id} and position = 6`,
    sql`update consent_ledger set position = 6 where tenant_id = ${id} and position = 99`,
  ]);
  expect(await verify(id)).toMatchObject({ fault: { position: 5, what: 'the entry was changed' } });
});

test('an end that was cut off is named, and so is a whole ledger', async () => {
  const id = await ledgerOfTen();
  await tamper([sql`delete from consent_ledger where tenant_id = ${id} and position >= 9`]);
  expect(await verify(id)).toEqual({
    entries: 8,
    fault: { position: 9, what: 'the end of the chain is missing' },
  });
  await tamper([sql`delete from consent_ledger where tenant_id = ${id}`]);
  expect(await verify(id)).toMatchObject({ fault: { position: 1 } });
});

test('a ledger whose end was removed is not reported as intact', async () => {
  const id = await ledgerOfTen();
  await ctx.db.query(sql`delete from consent_heads where tenant_id = ${id}`);
  expect(await verify(id)).toMatchObject({ fault: { what: 'the end of the chain is missing' } });
});

test('erasing the evidence does not break the chain', async () => {
  const id = await ledgerOfTen();
  await ctx.db.query(sql`delete from consent_evidence where tenant_id = ${id}`);
  expect(await verify(id)).toEqual({ entries: 10, fault: null });
});

test('changed evidence is named', async () => {
  const id = await ledgerOfTen();
  await ctx.db.query(sql`
    update consent_evidence set evidence = '{"userAgent":"Other"}' where tenant_id = ${id}
      and id = (select record ->> 'evidenceId' from consent_ledger where tenant_id = ${id} and position = 3)`);
  expect(await verify(id)).toEqual({ entries: 2, fault: { position: 3, what: 'the evidence was changed' } });
});

test('entries that are recorded while the chain is walked do not look like faults', async () => {
  const id = await ledgerOfTen();
  let statements = 0;
  const busy = {
    ...ctx,
    db: {
      ...ctx.db,
      query: async <R extends object>(...given: Parameters<typeof ctx.db.query>) => {
        const rows = await ctx.db.query<R>(...given);
        if (statements++ < 3) await record(id, [entry()]);
        return rows;
      },
    },
  };
  expect(await verifyLedger(busy, id)).toMatchObject({ fault: null });
});
