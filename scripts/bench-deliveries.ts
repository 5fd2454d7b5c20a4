import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { createSmtpSender } from '../packages/adapters/src/index.ts';
import { sql } from '../packages/core/src/db/index.ts';
import { jobs } from '../packages/core/src/jobs/index.ts';
import type { Id } from '../packages/core/src/lib/index.ts';
import { deliverAll } from '../packages/core/src/messages/index.ts';
import type { EmailSender, OutgoingEmail } from '../packages/core/src/ports/index.ts';
import { runJobs } from '../packages/worker/src/run-jobs.ts';
import { median, openBench } from './bench-database.ts';
import { benchContact, createBenchShop } from './bench-shop.ts';

/**
 * `pnpm bench:deliveries [--deliveries n] [--rounds n]`: marketing mails decided and sent a second by one worker, through
 * rendering, the gate and all bookkeeping, to a mail server that keeps nothing; and the same mails sent to that server by
 * the same sender alone. The two alternate. CPU is that of Postgres, of the worker and of the sender.
 */
const { values: options } = parseArgs({
  options: { deliveries: { type: 'string', default: '5000' }, rounds: { type: 'string', default: '3' } },
});
const count = Number(options.deliveries);
const rounds = Number(options.rounds);
const createdAtOnce = 500;
/** Mails in transit when the sender is alone: as many as the worker's sets send at once. */
const inTransit = 80;

const mailServer = spawn(process.execPath, [new URL('null-smtp.ts', import.meta.url).pathname], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [address] = (await once(mailServer.stdout, 'data')) as [Buffer];
const sender = createSmtpSender({ url: address.toString().trim() });
/** The last mail that the worker sent: what the sender sends when it is alone. */
let sample: OutgoingEmail | undefined;
const watched: EmailSender = {
  ...sender,
  send(mail) {
    sample = mail;
    return sender.send(mail);
  },
};

const bench = await openBench({ sessions: 10, email: watched });
const { ctx, db } = bench;
type Figures = { seconds: number; database: number; own: number };
try {
  const tenantId = await createBenchShop(bench, count);
  // Not counted: the first use of everything.
  await create(tenantId, 0);
  await send();
  const whole: Figures[] = [];
  const creation: Figures[] = [];
  const alone: Figures[] = [];
  for (let round = 1; round <= rounds; round++) {
    creation.push(await measured(() => create(tenantId, round)));
    whole.push(await measured(send));
    alone.push(await measured(sendAlone));
  }
  console.log(`${count} marketing mails a round, medians of ${rounds} rounds`);
  console.log('| | mails a second | database CPU, ms | own CPU, ms |');
  console.log('|---|---|---|---|');
  print('deliveries and jobs created, 500 at once', creation);
  print('rendered, decided, sent, recorded', whole);
  print('the sender alone', alone);
} finally {
  await bench.close();
  mailServer.kill();
}

async function create(tenantId: Id<'ten'>, round: number): Promise<void> {
  for (let from = 0; from < count; from += createdAtOnce) {
    const contacts = Array.from({ length: Math.min(createdAtOnce, count - from) }, (_, at) => from + at + 1);
    await deliverAll(
      ctx,
      contacts.map((contact) => ({
        tenantId,
        contactId: benchContact(contact),
        message: 'welcome',
        businessKey: `bench ${round} ${contact}`,
      })),
    );
  }
}

/** Runs the job loop of a worker until nothing is left. */
async function send(): Promise<void> {
  const stop = new AbortController();
  const untilStored = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
  const loop = runJobs(ctx, { signal: stop.signal, jobs, untilStored });
  const isLeft = async () => (await db.query(sql`select 1 from jobs where status <> 'dead' limit 1`)).length > 0;
  while (await isLeft()) await untilStored(100);
  stop.abort();
  await loop;
  const [{ unsent } = { unsent: 0 }] = await db.query<{ unsent: number }>(sql`
    select count(*)::int as unsent from deliveries where status <> 'sent'`);
  if (unsent > 0) throw new Error(`${unsent} deliveries were not sent`);
  // The weekly cap counts what was sent.
  await db.query(sql`delete from deliveries`);
}

async function sendAlone(): Promise<void> {
  let left = count;
  const lane = async () => {
    while (left-- > 0) {
      const { outcome } = await sender.send(sample!);
      if (outcome !== 'sent') throw new Error(`the mail server answered ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: inTransit }, lane));
}

async function measured(work: () => Promise<void>): Promise<Figures> {
  const [database, own, start] = [await bench.databaseCpu(), process.cpuUsage(), performance.now()];
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(own);
  return { seconds, database: (await bench.databaseCpu()) - database, own: (user + system) / 1_000 };
}

function print(label: string, figures: readonly Figures[]): void {
  const each = (of: (figure: Figures) => number) => median(figures.map((figure) => of(figure) / count)).toFixed(3);
  const rate = Math.round(count / median(figures.map(({ seconds }) => seconds)));
  console.log(`| ${label} | ${rate} | ${each(({ database }) => database)} | ${each(({ own }) => own)} |`);
}
