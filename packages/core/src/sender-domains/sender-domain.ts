import type { SenderDomain, SenderDomainRecord } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readSettings } from '../tenants/index.ts';
import {
  type DkimKey,
  domainOf,
  makeDkimKey,
  type NewDkimKey,
  readDkimKeys,
  storeDkimKey,
  storePublication,
} from './dkim-keys.ts';
import { type Finding, toFinding } from './finding.ts';
import { inspectDmarc } from './inspect-dmarc.ts';
import { inspectMx } from './inspect-mx.ts';
import { inspectSpf } from './inspect-spf.ts';
import { judgeDkim } from './judge-dkim.ts';
import type { senderDomainChecks } from './tables.ts';
import { type Wanted, wantedRecords } from './wanted-records.ts';

/** What a check has found, and the key that it has made; nothing is stored yet. */
export type CheckedDomain = { domain: string; findings: readonly Finding[]; newKey: NewDkimKey | null };

/** The records that the domain of a shop's sender address needs, and what the last check has found of them. */
export async function readSenderDomain(ctx: AnyContext, tenantId: Id<'ten'>): Promise<SenderDomain> {
  const domain = await readDomain(ctx, tenantId);
  const keys = await readDkimKeys(ctx, tenantId, domain);
  const [check] = await ctx.db.query<Pick<typeof senderDomainChecks.$inferSelect, 'findings' | 'checkedAt'>>(sql`
    select findings, checked_at as "checkedAt" from sender_domain_checks
    where tenant_id = ${tenantId} and domain = ${domain}`);
  return describe(await wantedOf(ctx, tenantId, domain, keys), check?.findings ?? [], {
    domain,
    signsWith: keys.find(({ publishedAt }) => publishedAt !== null)?.selector ?? null,
    checkedAt: check?.checkedAt.toISOString() ?? null,
  });
}

/** Asks DNS now, and stores nothing. */
export async function inspectSenderDomain(ctx: AnyContext, tenantId: Id<'ten'>): Promise<CheckedDomain> {
  const domain = await readDomain(ctx, tenantId);
  const keys = await readDkimKeys(ctx, tenantId, domain);
  return { domain, findings: await inspect(ctx, tenantId, domain, keys), newKey: null };
}

/** The same, with a key for a domain that has none. */
export async function prepareCheck(ctx: AnyContext, tenantId: Id<'ten'>): Promise<CheckedDomain> {
  const domain = await readDomain(ctx, tenantId);
  const keys = await readDkimKeys(ctx, tenantId, domain);
  const newKey = keys.length === 0 ? await makeDkimKey(ctx, tenantId, domain, 1) : null;
  const all = newKey ? [{ ...newKey, publishedAt: null }] : keys;
  return { domain, findings: await inspect(ctx, tenantId, domain, all), newKey };
}

/** Stores a check. Mails are signed from then on if the record of a key was found, and not if it is gone. */
export async function storeCheck(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { domain, findings, newKey }: CheckedDomain,
): Promise<void> {
  if (newKey) await storeDkimKey(ctx, tenantId, domain, newKey);
  await ctx.db.query(sql`
    insert into sender_domain_checks (tenant_id, domain, findings, checked_at)
    values (${tenantId}, ${domain}, ${JSON.stringify(findings)}::text::jsonb, ${ctx.clock.now()})
    on conflict (tenant_id) do update
      set domain = excluded.domain, findings = excluded.findings, checked_at = excluded.checked_at`);
  const keys = await readDkimKeys(ctx, tenantId, domain);
  for (const { no, selector } of keys.toReversed()) {
    const finding = findings.find(({ name }) => name === dkimName(selector, domain));
    // A server that does not answer says nothing about the record.
    if (!finding || finding.state === 'unavailable') continue;
    await storePublication(ctx, tenantId, domain, { no, isPublished: finding.state === 'ok' });
  }
}

/**
 * Makes the next key. The one before signs until the new one's record is in DNS.
 * @throws DomainError `conflict` while the newest key waits for its record
 */
export async function prepareRotation(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
): Promise<{ domain: string; newKey: NewDkimKey }> {
  const domain = await readDomain(ctx, tenantId);
  const [newest] = await readDkimKeys(ctx, tenantId, domain);
  if (!newest || newest.publishedAt === null) {
    throw new DomainError('conflict', 'the newest key is not in DNS yet: add its record and check the domain first');
  }
  return { domain, newKey: await makeDkimKey(ctx, tenantId, domain, newest.no + 1) };
}

async function readDomain(ctx: AnyContext, tenantId: Id<'ten'>): Promise<string> {
  return domainOf((await readSettings(ctx, tenantId)).senderAddress);
}

const dkimName = (selector: string, domain: string) => `${selector}._domainkey.${domain}`;

async function spfNeedOf(ctx: AnyContext, tenantId: Id<'ten'>) {
  return (await ctx.adapters.senderOf(tenantId, 'email'))?.spf ?? null;
}

async function wantedOf(ctx: AnyContext, tenantId: Id<'ten'>, domain: string, keys: readonly DkimKey[]) {
  return wantedRecords(domain, keys, await spfNeedOf(ctx, tenantId));
}

async function inspect(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  domain: string,
  keys: readonly DkimKey[],
): Promise<Finding[]> {
  const { dns } = ctx.adapters;
  const need = await spfNeedOf(ctx, tenantId);
  const [spf, dmarc, mx, ...dkim] = await Promise.all([
    inspectSpf(dns, domain, need),
    inspectDmarc(dns, domain),
    inspectMx(dns, domain),
    ...keys.map(async ({ selector, publicKey }) => {
      const name = dkimName(selector, domain);
      return { name, verdict: judgeDkim(publicKey, await dns.readTxt(name)) };
    }),
  ]);
  return [
    ...dkim.map(({ name, verdict }) => toFinding({ purpose: 'dkim', name }, verdict)),
    toFinding({ purpose: 'spf', name: domain }, spf),
    toFinding({ purpose: 'dmarc', name: `_dmarc.${domain}` }, dmarc),
    toFinding({ purpose: 'mx', name: domain }, mx),
  ];
}

function describe(
  wanted: readonly Wanted[],
  findings: readonly Finding[],
  about: Omit<SenderDomain, 'records'>,
): SenderDomain {
  const records = wanted.map((record): SenderDomainRecord => {
    const finding = findings.find(({ purpose, name }) => purpose === record.purpose && name === record.name);
    const { state = null, found = [], fix = null, hints = [] } = finding ?? {};
    return { ...record, state, found, fix, hints };
  });
  return { ...about, records };
}
