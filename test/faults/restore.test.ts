import { spawn } from 'node:child_process';
import { access, chmod, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDb, sql } from '@beckon/core/db';
import { startEmbeddedPostgres } from '@beckon/server/embedded-postgres';
import { type RunningBeckon, runBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSnippets } from '../e2e/documents/snippets.ts';
import { root } from '../laws/sources.ts';

/** An installed Postgres with its client programs: those of another version cannot dump the embedded one. */
const programs = await findPrograms();
if (!programs) console.warn('pg_dump and a Postgres of its version are not installed: the restore is not tested');

async function findPrograms(): Promise<string | null> {
  for (const version of (await readdir('/usr/lib/postgresql').catch(() => [])).toReversed()) {
    const folder = join('/usr/lib/postgresql', version, 'bin');
    const needed = ['initdb', 'postgres', 'pg_dump', 'pg_restore'].map((name) => access(join(folder, name)));
    if ((await Promise.allSettled(needed)).every(({ status }) => status === 'fulfilled')) return folder;
  }
  return null;
}

let folder: string;
beforeAll(async () => {
  folder = await chooseTestFolder();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function startCluster(name: string, binaries?: { initdb: string; postgres: string }) {
  const dataDir = join(folder, name, 'postgres');
  await mkdir(join(folder, name));
  await chmod(join(folder, name), 0o755);
  return startEmbeddedPostgres({ dataDir, password: 'test', ...(binaries && { binaries }) });
}

/** Runs a snippet of the runbook in the test's folder. */
function play(snippet: string, env: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const beckon = `${process.execPath} ${join(root, 'apps/server/src/cli.ts')}`;
  const child = spawn('bash', ['-c', `set -e\n${snippet.replaceAll('npx -y pnpm@12 beckon', beckon)}`], {
    cwd: folder,
    env: { ...process.env, ...env, PATH: `${programs}:${process.env.PATH}` },
  });
  const said: string[] = [];
  child.stdout.on('data', (text: Buffer) => said.push(text.toString()));
  child.stderr.on('data', (text: Buffer) => said.push(text.toString()));
  return new Promise((resolve) => child.once('exit', (code) => resolve({ code, output: said.join('') })));
}

async function order(beckon: RunningBeckon, from: number, to: number): Promise<void> {
  const events = Array.from({ length: to - from }, (_, index) => ({
    id: `order ${from + index}`,
    type: 'placed_order',
    userId: `user ${(from + index) % 7}`,
    properties: { orderId: `${from + index}`, total: 100, currency: 'USD' },
  }));
  const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${beckon.dev.secretKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  expect(answer.status).toBe(202);
}

async function orders(beckon: RunningBeckon): Promise<number> {
  const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/stats`, {
    headers: { authorization: `Bearer ${beckon.dev.apiKey}` },
  });
  return ((await answer.json()) as { orders: number }).orders;
}

test.skipIf(!programs)(
  'a dump is restored into another cluster by the runbook, and no order is lost or counted twice',
  async () => {
    const runbook = await readSnippets('runbooks/restore.md');
    const [initdb, postgres] = ['initdb', 'postgres'].map((name) => join(programs!, name));
    const source = await startCluster('source', { initdb: initdb!, postgres: postgres! });
    const target = await startCluster('target');
    try {
      // A cluster that is not new: its transaction ids are far ahead of a new one's.
      const db = createDb({ url: source.url, maxConnections: 1, monotonic: () => performance.now() });
      await db.query(sql`select set_config('synchronous_commit', 'off', false)`);
      await db.query(
        sql.trusted('do $$ begin for i in 1..20000 loop perform pg_current_xact_id(); commit; end loop; end $$'),
        { deadline: 60_000 },
      );
      await db.close();
      const own = { BECKON_DATA_DIR: join(folder, 'installation'), NODE_ENV: 'development', PORT: '0' };
      const before = { ...own, DATABASE_URL: source.url };
      const after = { ...own, DATABASE_URL: target.url };

      const first = await startBeckon(own.BECKON_DATA_DIR, before);
      await order(first, 0, 20);
      await expect.poll(() => orders(first), { timeout: 30_000 }).toBe(20);
      await first.stop();
      // Stored, but not applied when the dump is written.
      const takingIn = await startBeckon(own.BECKON_DATA_DIR, { ...before, BECKON_ROLE: 'api' });
      await order(takingIn, 20, 30);
      await takingIn.stop();

      expect(await play(runbook.take('sh'), before)).toMatchObject({ code: 0 });
      const [restore, adopt, doctor] = runbook.take('sh').trim().split('\n');
      expect(await play(restore!, after)).toMatchObject({ code: 0 });
      const refused = await runBeckon(['start'], after);
      expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('beckon log adopt') });
      const found = await play(doctor!, after);
      expect(found).toMatchObject({ code: 1, output: expect.stringMatching(/wrong {2}log/) });
      expect(await play(adopt!, after)).toMatchObject({
        code: 0,
        output: expect.stringContaining('now belongs to this cluster'),
      });

      const restored = await startBeckon(own.BECKON_DATA_DIR, after);
      await order(restored, 30, 35);
      // Events from before the dump are sent again, as a careful shop does.
      await order(restored, 15, 25);
      await expect.poll(() => orders(restored), { timeout: 30_000 }).toBe(35);
      await restored.stop();
      const sound = await play(doctor!, after);
      expect(sound.output).toContain('35 orders, the same as in the log');
      expect(sound).toMatchObject({ code: 0 });
      expect(sound.output).not.toContain('wrong');
    } finally {
      await source.stop();
      await target.stop();
    }
  },
);
