import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditEntry, Stats } from '@beckon/contract';
import { runBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await chooseTestFolder();
  env = { BECKON_DATA_DIR: folder };
  const rows = [
    'customer_id,date,total',
    '1,2025-01-02,10.50',
    '1,2025-01-02,10.50',
    '2,2025-13-02,3',
    '2,20250203,0',
    ',2025-01-01,1',
  ];
  await writeFile(join(folder, 'orders.csv'), rows.join('\n'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const importOrders = (...flags: string[]) =>
  runBeckon(['import', 'orders', join(folder, 'orders.csv'), '--currency', 'USD', ...flags], env);

test('every command refuses a different root secret and says what to do', async () => {
  expect((await runBeckon(['doctor'], env)).code).toBe(0);
  for (const command of [['doctor'], ['rebuild'], ['start'], ['migrate']]) {
    const refused = await runBeckon(command, { ...env, BECKON_SECRET: 'another secret'.padEnd(40, '.') });
    expect(refused, command.join()).toMatchObject({
      code: 1,
      output: expect.stringContaining('BECKON_FORMER_SECRETS'),
    });
  }
});

test('a dry run checks every row and stores nothing', async () => {
  const { code, output } = await importOrders('--dry-run');
  expect(output).toContain('5 rows: 3 good, 2 rejected');
  expect(code).toBe(0);
});

test('an import before the first start reports which rows were rejected, and why', async () => {
  const { code, output } = await importOrders();
  expect(output).toContain('line 4: date: "2025-13-02" is not a date (ISO 8601 or YYYYMMDD)');
  expect(output).toContain('line 6: no customer');
  expect(output).toContain('5 rows: 3 added, 0 already there, 2 rejected');
  expect(code).toBe(0);
});

test('the same import again adds nothing', async () => {
  expect((await importOrders()).output).toContain('5 rows: 0 added, 3 already there, 2 rejected');
});

test('a log exported as JSON lines can be imported again, and contacts from a table', async () => {
  const events = join(folder, 'events.ndjson');
  const exported = await runBeckon(['export', 'events'], env);
  const lines = exported.output.split('\n').filter((line) => line.startsWith('{'));
  expect(lines).toHaveLength(3);
  await writeFile(events, lines.join('\n'));
  expect((await runBeckon(['import', 'events', events, '--dry-run'], env)).output).toContain(
    '3 rows: 3 good, 0 rejected',
  );
  const contacts = join(folder, 'contacts.csv');
  await writeFile(contacts, 'customer_id,first_name,city\n1,Anna,Bonn\n,Ben,Bonn');
  const { output } = await runBeckon(['import', 'contacts', contacts], env);
  expect(output).toContain('line 3: neither a user id nor an e-mail address');
  expect(output).toContain('2 rows: 1 added, 0 already there, 1 rejected');
});

test('of two commands at the same time, the second one is refused with a hint to wait', async () => {
  const results = await Promise.all([runBeckon(['doctor'], env), runBeckon(['doctor'], env)]);
  expect(results.filter(({ code }) => code === 0).length).toBeGreaterThan(0);
  for (const { code, output } of results) {
    if (code !== 0) expect(output).toContain('beckon doctor already runs on');
    else expect(output).not.toContain('wrong');
  }
});

test('a server started afterwards shows the totals, and a second seed adds nothing', async () => {
  const beckon = await startBeckon(folder);
  try {
    const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/stats`, {
      headers: { authorization: `Bearer ${beckon.dev.apiKey}` },
    });
    expect((await answer.json()) as Stats).toMatchObject({
      contacts: 2,
      orders: 3,
      zeroValueOrders: 1,
      revenue: [{ amount: 2_100, currency: 'USD' }],
    });
    const audit = await fetch(`${beckon.dev.apiUrl}/api/v1/audit`, {
      headers: { authorization: `Bearer ${beckon.dev.apiKey}` },
    });
    const { data } = (await audit.json()) as { data: AuditEntry[] };
    expect(data.map(({ actor, summary }) => `${actor.name}: ${summary}`)).toContain(
      'beckon import: Import: 5 rows: 3 added, 0 already there, 2 rejected',
    );
    expect((await runBeckon(['seed', '--shoppers', '20'], env)).output).toMatch(/20 shoppers: [1-9]\d+ events added/);
    expect((await runBeckon(['seed', '--shoppers', '20'], env)).output).toContain('20 shoppers: 0 events added');
    expect((await runBeckon(['consent', 'verify'], env)).output).toMatch(/the ledger is intact: \d+ entries/);
  } finally {
    await beckon.stop();
  }
});

test('sources can be created, restricted, given new keys and revoked on the command line', async () => {
  const sources = async (...words: string[]) => runBeckon(['sources', ...words], env);
  const refused = await sources('add', '--name', 'Web shop', '--kind', 'browser', '--origin', 'shop.example');
  expect([refused.code, refused.output]).toEqual([1, expect.stringContaining('write https://shop.example')]);
  const made = await sources('add', '--name', 'Web shop', '--kind', 'browser', '--origin', 'https://shop.example');
  const id = /src_\w+/.exec(made.output)![0];
  const writeKey = /pk_\w+/.exec(made.output)![0];
  expect((await sources('update', id, '--add-type', 'page_viewed')).output).toContain('types    page_viewed');
  expect((await sources('keys', 'rotate', id, '--kind', 'write', '--overlap', '24h')).output).toMatch(/is valid until/);
  const shown = (await sources('keys', 'show', id)).output;
  expect(shown).toContain(writeKey);
  expect(shown).toMatch(/identity +ik_/);
  expect((await sources('revoke', id)).output).toContain('Web shop is revoked');
  expect((await sources('list')).output).not.toContain(id);
});

test('the log is exported as one JSON line per event', async () => {
  const { code, output } = await runBeckon(['export', 'events', '--from', '2020-01-01'], env);
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  const orders = lines.map((line) => JSON.parse(line) as { type: string; source: string });
  expect(orders.filter(({ type, source }) => type === 'placed_order' && source === 'Import')).toHaveLength(3);
  expect(output).toMatch(/\d+ events/);
  expect(code).toBe(0);
  expect((await runBeckon(['export', 'events', '--to', '20200101'], env)).output.trim()).toBe('0 events');
});

test('wrong settings are all reported at once, and a wrong command prints help', async () => {
  const faulty = await runBeckon(['start'], { ...env, NODE_ENV: 'production', PORT: 'high' });
  expect(faulty.code).toBe(1);
  for (const name of ['PORT', 'BECKON_SECRET', 'BECKON_PUBLIC_URL', 'SMTP_URL']) expect(faulty.output).toContain(name);
  expect(await runBeckon(['import', 'orders', 'no-such-file.csv'], env)).toMatchObject({
    code: 1,
    output: expect.stringContaining('there is no readable file'),
  });
  expect((await runBeckon(['no-such-command'], env)).output).toContain('--help');
});
