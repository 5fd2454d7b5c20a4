import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { CampaignDetail } from '../packages/contract/src/index.ts';
import { createDb, sql } from '../packages/core/src/db/index.ts';
import type { Id } from '../packages/core/src/lib/index.ts';
import type { Context } from '../packages/core/src/ports/index.ts';
import { makeSubscribers } from '../packages/core/src/testing/subscribers.ts';
import { startMailSink } from '../test/setup/mail-sink.ts';
import { startBeckon } from '../test/setup/start-beckon.ts';
import { chooseTestFolder } from '../test/setup/test-folder.ts';

/**
 * `pnpm bench:campaigns [--recipients n] [--kills n]`: a campaign from its launch until every recipient is accounted for, sent to
 * a mail server that keeps the addresses alone. The whole process is killed (three times if not said), and Postgres once.
 * Prints mails a second between the kills, and the memory of the process. Exits with 1 if a recipient got it twice, or if the
 * counts do not add up.
 */
const { values: options } = parseArgs({
  options: { recipients: { type: 'string', default: '500000' }, kills: { type: 'string', default: '3' } },
});
const recipients = Number(options.recipients);
const kills = Number(options.kills);
const deadline = 600_000;

const sink = await startMailSink();
const folder = await chooseTestFolder();
const env = { SMTP_URL: sink.url, BECKON_LOG_LEVEL: 'warn' };
let beckon = await startBeckon(folder, env);
try {
  await makeShop();
  const { id, version } = await ask('POST', 'campaigns', {
    name: 'Bench',
    definition: { message: 'welcome', audience: { include: [{ kind: 'segment', segment: 'newsletter' }] } },
  });
  const launchedAt = performance.now();
  await ask('POST', `campaigns/${id}/launch`, { version });
  await untilAccepted(1);
  console.log(`${recipients} recipients; the first mail after ${seconds(launchedAt)} s`);
  let memory = 0;
  const rates: number[] = [];
  for (let part = 1; part <= kills + 2; part++) {
    const [from, before] = [performance.now(), sink.mails.length];
    await untilAccepted(Math.floor((recipients * part) / (kills + 2)) - (part === kills + 2 ? kills * 100 : 0));
    rates.push(((sink.mails.length - before) / (performance.now() - from)) * 1_000);
    memory = Math.max(memory, await readMemory());
    console.log(`${sink.mails.length} accepted, ${rates.at(-1)!.toFixed(0)} a second, ${memory.toFixed(0)} MB at most`);
    if (part <= kills) {
      await beckon.kill();
      beckon = await startBeckon(folder, env);
    } else if (part === kills + 1) await killPostgres();
  }
  let detail = await read(id);
  for (; detail.status !== 'sent'; detail = await read(id)) await pause(1_000);
  const { sent, skipped, failed, uncertain, waiting } = detail.progress;
  const addresses = new Set(sink.mails.map(({ to }) => to));
  const twice = sink.mails.length - addresses.size;
  console.log(`sent ${sent}, uncertain ${uncertain}, skipped ${skipped}, failed ${failed}, waiting ${waiting}`);
  console.log(`accepted ${sink.mails.length}, twice ${twice}, in ${seconds(launchedAt)} s`);
  const isWhole = sent + skipped + failed + uncertain + waiting === recipients && sent <= addresses.size;
  if (twice > 0 || !isWhole || sent + uncertain !== recipients) process.exitCode = 1;
} finally {
  await beckon.stop();
  sink.close();
  await rm(folder, { recursive: true, force: true });
}

async function makeShop(): Promise<void> {
  const { databaseUrl } = JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')) as { databaseUrl: string };
  const db = createDb({ url: databaseUrl, monotonic: () => performance.now(), maxConnections: 2 });
  const [tenant] = await db.query<{ id: Id<'ten'> }>(sql`select id from tenants`);
  const ctx = { db, clock: { now: () => new Date() } } as unknown as Context;
  await makeSubscribers(ctx, tenant!.id, recipients, { deadline });
  await db.query(sql`analyze contacts, consent_state`, { deadline });
  db.close();
}

async function ask(method: string, path: string, body?: object): Promise<CampaignDetail> {
  for (let tries = 1; ; tries++) {
    const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${beckon.dev.apiKey}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.ok) return (await answer.json()) as CampaignDetail;
    // Postgres is away, or busy with the ledger.
    if (answer.status !== 503 || tries === 60) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await pause(1_000);
  }
}

function read(id: string): Promise<CampaignDetail> {
  return ask('GET', `campaigns/${id}`);
}

async function untilAccepted(count: number): Promise<void> {
  while (sink.mails.length < count) await pause(50);
}

async function killPostgres(): Promise<void> {
  const [pid] = (await readFile(join(folder, 'postgres/postmaster.pid'), 'utf8')).split('\n');
  process.kill(Number(pid), 'SIGKILL');
}

/** The most that the process has used, in MB. */
async function readMemory(): Promise<number> {
  const status = await readFile(`/proc/${beckon.pid}/status`, 'utf8');
  return Number(/VmHWM:\s+(\d+)/.exec(status)![1]) / 1_024;
}

function seconds(from: number): string {
  return ((performance.now() - from) / 1_000).toFixed(1);
}
