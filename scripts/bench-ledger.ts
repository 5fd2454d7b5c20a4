import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { startEmbeddedPostgres } from '../apps/server/src/postgres/embedded.ts';
import { type ConsentRecord, chainHash, verifyLedger } from '../packages/core/src/consent/index.ts';
import { createDb, migrate, sql } from '../packages/core/src/db/index.ts';
import { canonicalJson, sha256 } from '../packages/core/src/lib/index.ts';

/**
 * `pnpm bench:ledger [entries] [rounds]`: how long `beckon consent verify` takes for a ledger. The entries are like those of a newsletter
 * form: three for each sign-up, with evidence.
 */
const entries = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 3);
const atOnce = 5_000;
const tenantId = 'ten_bench';

const folder = await chooseTestFolder();
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), password: 'bench' });
const db = createDb({ url: postgres.url, maxConnections: 6, monotonic: () => performance.now() });

try {
  await migrate(db);
  await fill();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    const verdict = await verifyLedger({ db }, tenantId);
    if (verdict.fault || verdict.entries !== entries) throw new Error(JSON.stringify(verdict));
    times.push((performance.now() - start) / 1_000);
  }
  console.log(`${entries} entries verified in ${times.map((time) => time.toFixed(1)).join(', ')} s`);
} finally {
  await db.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function fill(): Promise<void> {
  let hash: Buffer = Buffer.alloc(32);
  for (let position = 1; position <= entries; ) {
    const rows: { position: number; record: ConsentRecord; hash: string; id: string; evidence: object }[] = [];
    for (; rows.length < atOnce && position <= entries; position++) {
      const evidence = evidenceOf(position);
      const record = recordOf(position, sha256(canonicalJson(evidence)).toString('hex'));
      hash = chainHash(hash, record);
      rows.push({ position, record, hash: hash.toString('hex'), id: record.evidenceId, evidence });
    }
    await db.query(
      sql`
      with given as (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
          as g (position bigint, record jsonb, hash text, id text, evidence jsonb)
      ), kept as (
        insert into consent_evidence (id, tenant_id, contact_id, evidence, recorded_at)
        select id, ${tenantId}, record ->> 'contact', evidence, now() from given
      )
      insert into consent_ledger (tenant_id, position, record, hash)
      select ${tenantId}, position, record, decode(hash, 'hex') from given`,
      { deadline: 60_000 },
    );
  }
  await db.query(sql`insert into consent_heads (tenant_id, position, hash) values (${tenantId}, ${entries}, ${hash})`);
  await db.query(sql`vacuum analyze`, { deadline: 120_000 });
}

function recordOf(position: number, evidenceDigest: string): ConsentRecord {
  const number = Math.ceil(position / 3);
  return {
    contact: `ctc_06d9r7zv7w7h3e1k5m${number.toString(36).padStart(8, '0')}`,
    type: position % 3 === 0 ? 'marketing' : 'email',
    action: position % 3 === 1 ? 'requested' : 'granted',
    source: 'newsletter',
    method: position % 3 === 1 ? 'form' : 'double_opt_in',
    wordingVersion: 'de-1',
    evidenceId: `cev_06d9r7zv7w7h3e1k5m${position.toString(36).padStart(8, '0')}`,
    evidenceDigest,
    recordedAt: new Date(1_767_225_600_000 + position * 1_000).toISOString(),
  };
}

function evidenceOf(position: number): Record<string, unknown> {
  const signUp = {
    ipPrefix: `203.0.${position % 250}.0/24`,
    userAgent:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36',
    origin: 'https://shop.example',
    wording: 'Ja, schicken Sie mir Neuigkeiten und Angebote per E-Mail. Ich kann das jederzeit beenden.',
    pageUrl: `https://shop.example/products/${position}`,
    formId: 'footer',
  };
  if (position % 3 === 1) return signUp;
  const { ipPrefix, userAgent, origin } = signUp;
  return { signUp, confirmation: { ipPrefix, userAgent, origin } };
}
