import { expect, test } from 'vitest';
import { canonicalJson, type Id, sha256 } from '../lib/index.ts';
import { createTestContext } from '../testing/index.ts';
import { type NewConsentEntry, recordConsent } from './ledger.ts';
import { readConsentReceipt, readConsentReport } from './receipts.ts';

const { ctx, clock, newTenant } = await createTestContext();
const entry: NewConsentEntry = {
  contactId: 'ctc_1',
  type: 'email',
  action: 'granted',
  source: 'newsletter',
  method: 'double_opt_in',
  wordingVersion: 'v1',
  evidence: { wording: 'News, please.' },
};
const record = (tenantId: Id<'ten'>, entries: NewConsentEntry[]) =>
  ctx.db.transaction((tx) => recordConsent({ ...ctx, db: tx }, tenantId, entries));

test('a receipt can be verified with SHA-256 alone', async () => {
  const { id } = await newTenant();
  await record(id, [{ ...entry, contactId: 'ctc_2' }, entry, { ...entry, type: 'marketing' }]);
  const receipt = await readConsentReceipt(ctx, id, 'ctc_1');
  expect(receipt.entries.map(({ position }) => position)).toEqual([2, 3]);
  for (const { previousHash, hash, record, evidence } of receipt.entries) {
    const chained = Buffer.concat([Buffer.from(previousHash, 'hex'), Buffer.from(canonicalJson(record))]);
    expect(sha256(chained).toString('hex')).toBe(hash);
    expect(sha256(canonicalJson(evidence)).toString('hex')).toBe(record.evidenceDigest);
  }
  expect(receipt.entries[1]!.previousHash).toBe(receipt.entries[0]!.hash);
  expect(receipt.end).toEqual({ position: 3, hash: receipt.entries[1]!.hash });
  const first = await readConsentReceipt(ctx, id, 'ctc_2');
  expect(first.entries[0]!.previousHash).toBe('0'.repeat(64));
  await expect(readConsentReceipt(ctx, id, 'ctc_3')).rejects.toMatchObject({ code: 'not_found' });
});

test('a report has the entries of its time, its beginning included, its end not', async () => {
  const { id } = await newTenant();
  const times: Date[] = [];
  for (let day = 0; day < 3; day++) {
    clock.advance(24 * 60 * 60 * 1_000);
    times.push(clock.now());
    await record(id, [entry]);
  }
  const positions = async (from: Date | null, to: Date | null) => {
    const found: number[] = [];
    for await (const { position } of readConsentReport(ctx, id, { from, to })) found.push(position);
    return found;
  };
  expect(await positions(null, null)).toEqual([1, 2, 3]);
  expect(await positions(times[1]!, null)).toEqual([2, 3]);
  expect(await positions(times[0]!, times[2]!)).toEqual([1, 2]);
});
