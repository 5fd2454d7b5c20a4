import { createContext } from '../apps/server/src/context.ts';
import { openKeys } from '../apps/server/src/keys.ts';
import { createLog } from '../apps/server/src/log.ts';
import { clock, ids, monotonic } from '../apps/server/src/system.ts';
import { createSmtpSender, createWebPushSender, readPushHosts } from '../packages/adapters/src/index.ts';
import { AnswerBook } from '../packages/core/src/alerts/index.ts';
import { AddressBook } from '../packages/core/src/collect/index.ts';
import { contactsConsumer } from '../packages/core/src/consumers/index.ts';
import { createDb, migrate } from '../packages/core/src/db/index.ts';
import { Appender, type AppendRequest, type AppendResult, ConsumerRunner } from '../packages/core/src/log/index.ts';
import { FetchBook } from '../packages/core/src/messages/index.ts';
import type { Context, Db, EmailSender } from '../packages/core/src/ports/index.ts';
import { saveSource } from '../packages/core/src/sources/index.ts';
import { saveTenant } from '../packages/core/src/tenants/index.ts';
import { createApiMetrics, createApp } from '../packages/edge-api/src/index.ts';
import { serveOnNode } from '../packages/edge-api/src/node.ts';

export type BenchServer = {
  url: string;
  /** Applies the stored events and returns how long that took. */
  drain(): Promise<{ applied: number; milliseconds: number }>;
  close(): Promise<void>;
};

export type BenchContextOptions = { rootSecret?: string | undefined; email?: EmailSender | undefined };

/** Accepts at once, so that the server is measured without its database. */
class ForgetfulAppender extends Appender {
  override append(request: AppendRequest): Promise<AppendResult> {
    return Promise.resolve({ outcomes: request.events.map(() => 'accepted') });
  }
}

/** The context of a process that sends nothing, or only mails by the given sender. */
export async function createBenchContext(
  db: Db,
  { rootSecret = 'bench', email = createSmtpSender({ url: 'smtp://127.0.0.1:1' }) }: BenchContextOptions = {},
): Promise<Context> {
  const keys = await openKeys(db, { secret: undefined, formerSecrets: [] }, { rootSecret });
  const push = createWebPushSender({ keys: keys.vapid, hosts: readPushHosts(), clock });
  return createContext({
    db,
    log: createLog('error'),
    keys,
    senders: { email: () => email, sms: () => null, push: () => push },
    captcha: { vendor: null, fallback: 'altcha' },
    publicUrl: 'http://localhost',
  });
}

/** The real API on its own port, without rate limits and sign-in. */
export async function startBenchServer(options: {
  databaseUrl: string;
  withoutDatabase?: boolean;
}): Promise<BenchServer> {
  const db = createDb({ url: options.databaseUrl, monotonic });
  await migrate(db);
  const ctx = await createBenchContext(db);
  const tenantId = 'ten_bench';
  await saveTenant(ctx, {
    id: tenantId,
    name: 'Bench',
    siteUrl: 'https://shop.example',
    currency: 'USD',
    timezone: 'UTC',
    senderName: 'Bench',
    senderAddress: 'bench@shop.example',
    postalAddress: '',
  });
  await saveSource(ctx, { id: 'src_bench', tenantId, name: 'Bench', kind: 'browser', writeKey: 'pk_bench' });
  const unlimited = { perSecond: 1e9, burst: 1e9 };
  const app = createApp({
    runsConsumers: false,
    ctx,
    appender: options.withoutDatabase ? new ForgetfulAppender(db) : new Appender(db, { deadline: 10_000 }),
    addresses: new AddressBook(),
    fetches: new FetchBook(),
    answers: new AnswerBook(),
    consumers: [],
    signIn: {
      handle: async () => new Response(),
      userOf: async () => null,
      hashPassword: async (password) => password,
    },
    adminUrl: 'http://localhost',
    metrics: createApiMetrics(ctx),
    version: '0.0.0',
    clientAddress: () => '127.0.0.1',
    asset: async () => null,
    untilStored: async () => {},
    limits: { collectPerKey: unlimited, collectPerAddress: unlimited },
  });
  const server = await serveOnNode(app, { port: 0, host: '127.0.0.1' });
  return {
    url: `http://127.0.0.1:${server.port}`,
    async drain() {
      const runner = new ConsumerRunner(ctx, contactsConsumer, { holder: ids.newUuid() });
      await runner.heartbeat();
      const start = performance.now();
      let applied = 0;
      let beatAt = start;
      for (;;) {
        if (performance.now() - beatAt > 2_000) {
          await runner.heartbeat();
          beatAt = performance.now();
        }
        const turn = await runner.turn();
        applied += turn.applied;
        if (turn.state === 'idle') return { applied, milliseconds: performance.now() - start };
      }
    },
    async close() {
      await server.close();
      await db.close();
    },
  };
}
