import { join } from 'node:path';
import { createSmtpSender, createWebPushSender } from '@beckon/adapters';
import { createSetUpLink, saveUser } from '@beckon/core/access';
import { AnswerBook } from '@beckon/core/alerts';
import { AddressBook } from '@beckon/core/collect';
import { consumers } from '@beckon/core/consumers';
import { keepPinnedFiles } from '@beckon/core/installation';
import type { Id } from '@beckon/core/lib';
import { Appender } from '@beckon/core/log';
import { FetchBook } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';
import { type IncomingSms, receiveSms } from '@beckon/core/sms';
import {
  type ApiMetrics,
  clientAddress,
  createApiMetrics,
  createApp,
  createSignIn,
  healthRoutes,
  metricsRoutes,
  setUpUrl,
} from '@beckon/edge-api';
import { serveOnNode } from '@beckon/edge-api/node';
import { startStorefront } from '@beckon/storefront';
import { startWorker } from '@beckon/worker';
import { getConnInfo } from '@hono/node-server/conninfo';
import { Hono } from 'hono';
import { readPinnedFiles, serveAssetOfAnyVersion } from './assets.ts';
import { buildBrowserFiles } from './build-browser.ts';
import { adminUrlOf, type Config, ConfigError } from './config.ts';
import { createContext } from './context.ts';
import { openDatabase } from './database.ts';
import { demo, installDemo, readIdentityKey, shopName } from './demo/demo-tenant.ts';
import { isExposedInDevelopment, metricsAccessOf } from './exposure.ts';
import { openInstallation, writePrivate } from './installation.ts';
import { openKeys } from './keys.ts';
import { createLog } from './log.ts';
import { openMailbox } from './mailbox/mailbox.ts';
import { openPhone, type Phone } from './mailbox/phone.ts';
import { phoneRoutes } from './mailbox/phone-routes.ts';
import { mailboxRoutes } from './mailbox/routes.ts';
import { findFreePort } from './ports.ts';
import { forgetRunning, noteRunning, takeFolder } from './single-start.ts';
import { StoredSignal } from './stored-signal.ts';
import { clock, ids } from './system.ts';
import { version } from './version.ts';

/** Milliseconds between writings of the networks that visitors came from. */
const addressesEvery = 10_000;

/** Milliseconds between writings of opens and clicks of mails. */
const fetchesEvery = 1_000;

/** Milliseconds between two writes of slow answers, which alerts are opened by once a minute. */
const answersEvery = 10_000;

export type StartedServer = {
  apiUrl: string;
  /** What `.beckon/dev.json` says; only in development. */
  dev: DevelopmentFacts | null;
  /** The one-time link to set up the first shop; only in production, while there is no shop. */
  setUpUrl: string | null;
  stop(): Promise<void>;
};

export type DevelopmentFacts = {
  apiUrl: string;
  adminUrl: string;
  storefrontUrl: string;
  mailboxUrl: string;
  phoneUrl: string;
  writeKey: string;
  secretKey: string;
  apiKey: string;
  adminEmail: string;
  adminPassword: string;
};

/** Starts what the role asks for in this process; in development also Postgres, mailbox, phone and the demo shop. */
export async function start(config: Config, say: (line: string) => void): Promise<StartedServer> {
  const closers: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    return await startParts(config, say, closers, stop);
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

async function startParts(
  config: Config,
  say: (line: string) => void,
  closers: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<StartedServer> {
  const log = createLog(config.logLevel);
  const isDevelopment = config.mode !== 'production';
  const hasApi = config.role !== 'worker';
  await refuseTakenPort(config);
  const secrets = await openInstallation(config.dataDir);
  if (!config.databaseUrl) {
    const folder = await takeFolder(config.dataDir, 'Beckon');
    closers.push(() => folder.release());
  }
  if (isDevelopment && hasApi) await buildBrowserFiles(say);

  say(config.databaseUrl ? 'connecting to the database' : 'starting Postgres');
  const database = await openDatabase(config, secrets, ({ code, isFinal }) => {
    log.error(isFinal ? 'the embedded Postgres keeps ending' : 'the embedded Postgres ended, it starts again', {
      code,
    });
    if (isFinal) {
      process.exitCode = 1;
      process.kill(process.pid, 'SIGTERM');
    }
  });
  closers.push(() => database.close());
  if (!config.databaseUrl) {
    await noteRunning(config.dataDir, { pid: process.pid, databaseUrl: database.url });
    closers.push(() => forgetRunning(config.dataDir));
  }

  const mailbox = isDevelopment && !config.smtpUrl ? await openMailbox(join(config.dataDir, 'mailbox')) : null;
  if (mailbox) closers.push(() => mailbox.close());
  const phone = isDevelopment ? await openPhone(join(config.dataDir, 'phone'), { clock, ids }) : null;
  const port = hasApi && config.port === 0 ? await findFreePort(0, config.host) : config.port;
  const localUrl = `http://localhost:${port}`;
  const keys = await openKeys(database.db, config, secrets);
  const email = {
    ...createSmtpSender({ url: config.smtpUrl ?? mailbox!.smtpUrl }),
    ...(mailbox ? { forget: mailbox.forget } : {}),
  };
  const push = createWebPushSender({ keys: keys.vapid, hosts: config.pushHosts, clock });
  const ctx = createContext({
    db: database.db,
    log,
    keys,
    senders: { email: () => email, sms: (tenantId) => phone?.senderOf(tenantId) ?? null, push: () => push },
    captcha: config.captcha,
    webhookOrigins: config.webhookOrigins,
    publicUrl: config.publicUrl ?? localUrl,
  });
  const stored = new StoredSignal();
  const untilStored = (milliseconds: number) => stored.wait(milliseconds);

  const metrics = createApiMetrics(ctx);

  let dev: DevelopmentFacts | null = null;
  let setUpToken: string | null = null;
  if (hasApi) {
    const adminUrl = adminUrlOf(config, ctx.publicUrl);
    const { rootSecret } = keys;
    const api = await startApi(config, ctx, stored, { port, adminUrl, rootSecret, mailbox, phone, metrics });
    closers.push(api.close);
    if (isDevelopment) {
      say('opening the demo shop');
      const shopPort = await findFreePort(port + 1, config.host);
      const shopUrl = `http://localhost:${shopPort}`;
      const allowedOrigins = [shopUrl, `http://127.0.0.1:${shopPort}`];
      // Before the shop opens: it tells its catalog at once, and a key that is not known is refused for seconds.
      await installDemo(ctx, secrets, { name: shopName, url: shopUrl, allowedOrigins });
      const storefront = await startStorefront({
        port: shopPort,
        host: config.host,
        apiUrl: ctx.publicUrl,
        writeKey: secrets.writeKey,
        secretKey: secrets.secretKey,
        identityKey: await readIdentityKey(ctx),
        log: (line) => log.info(line),
      });
      closers.push(() => storefront.close());
      await saveUser(ctx, {
        tenantId: demo.tenantId,
        email: demo.adminEmail,
        name: 'Demo',
        role: 'owner',
        passwordHash: await api.signIn.hashPassword(secrets.adminPassword),
      });
      dev = {
        apiUrl: ctx.publicUrl,
        adminUrl: `${adminUrl}/admin/`,
        storefrontUrl: shopUrl,
        mailboxUrl: `${adminUrl}/mailbox`,
        phoneUrl: `${adminUrl}/phone`,
        writeKey: secrets.writeKey,
        secretKey: secrets.secretKey,
        apiKey: secrets.apiKey,
        adminEmail: demo.adminEmail,
        adminPassword: secrets.adminPassword,
      };
      await writePrivate(join(config.dataDir, 'dev.json'), dev);
    } else setUpToken = await createSetUpLink(ctx);
  } else {
    const app = new Hono();
    app.route('/', healthRoutes({ ctx, runsConsumers: true }));
    app.route('/', metricsRoutes({ metrics, access: metricsAccessOf(config) }));
    const health = await serveOnNode(app, { port: config.port, host: config.host });
    closers.push(() => health.close());
  }
  if (config.metricsPort !== undefined) {
    const access = config.metricsToken === undefined ? 'open' : { token: config.metricsToken };
    const app = new Hono().route('/', metricsRoutes({ metrics, access }));
    const figures = await serveOnNode(app, { port: config.metricsPort, host: config.host });
    closers.push(() => figures.close());
  }

  if (config.role !== 'api') {
    const worker = startWorker(ctx, { holder: ids.newUuid(), untilStored, onApplied: () => stored.notify() });
    closers.push(async () => {
      const stopped = worker.stop();
      stored.notify();
      await stopped;
    });
  }
  const setUp = setUpToken && setUpUrl(adminUrlOf(config, ctx.publicUrl), setUpToken);
  return { apiUrl: ctx.publicUrl, dev, setUpUrl: setUp, stop };
}

async function startApi(
  config: Config,
  ctx: Context,
  stored: StoredSignal,
  options: {
    port: number;
    adminUrl: string;
    rootSecret: string;
    mailbox: Awaited<ReturnType<typeof openMailbox>> | null;
    phone: Phone | null;
    metrics: ApiMetrics;
  },
) {
  const addresses = new WeakMap<Request, string | null>();
  const addressOf = (request: Request) =>
    clientAddress(addresses.get(request) ?? null, request.headers.get('x-forwarded-for'), config.trustedProxies);
  const signIn = createSignIn(ctx, {
    baseUrl: options.adminUrl,
    secret: options.rootSecret,
    trustedOrigins: [`http://localhost:${options.port}`, `http://127.0.0.1:${options.port}`],
  });
  await keepPinnedFiles(ctx, await readPinnedFiles());
  const networks = new AddressBook();
  const flush = () =>
    networks.flush(ctx).catch(() => ctx.log.warn('networks of visitors could not be written, they wait'));
  const flushing = setInterval(() => void flush(), addressesEvery);
  const fetches = new FetchBook();
  const flushFetches = () =>
    fetches.flush(ctx).catch(() => ctx.log.warn('opens and clicks of mails could not be written, they wait'));
  const flushingFetches = setInterval(() => void flushFetches(), fetchesEvery);
  const answers = new AnswerBook();
  const flushAnswers = () =>
    answers.flush(ctx).catch(() => ctx.log.warn('slow answers could not be written, they wait'));
  const flushingAnswers = setInterval(() => void flushAnswers(), answersEvery);
  const api = createApp({
    ctx,
    addresses: networks,
    fetches,
    answers,
    appender: new Appender(ctx.db, { onAppended: () => stored.notify() }),
    consumers,
    runsConsumers: config.role === 'all',
    signIn,
    adminUrl: options.adminUrl,
    metrics: options.metrics,
    metricsAccess: metricsAccessOf(config),
    version,
    isDevelopment: config.mode !== 'production',
    clientAddress: addressOf,
    asset: (request) => serveAssetOfAnyVersion(ctx, request),
    untilStored: (milliseconds) => stored.wait(milliseconds),
  });
  const app = new Hono();
  app.use(async (c, next) => {
    addresses.set(c.req.raw, getConnInfo(c).remote.address ?? null);
    await next();
  });
  // Mails hold links that confirm and sign for people: where other machines get in, only users read them.
  const mayReadMails = async (request: Request) =>
    !isExposedInDevelopment(config) || (await signIn.userOf(request)) !== null;
  if (options.mailbox) app.route('/', mailboxRoutes(options.mailbox, mayReadMails));
  if (options.phone) {
    const receive = async (tenantId: Id<'ten'>, sms: Omit<IncomingSms, 'receivedAt' | 'vendorId'>) => {
      const received = { ...sms, vendorId: ids.newUuid(), receivedAt: clock.now() };
      const understood = await receiveSms(ctx, tenantId, received);
      return understood === 'repeated' ? null : understood;
    };
    app.route('/', phoneRoutes({ phone: options.phone, mayRead: mayReadMails, receive }));
  }
  // Asked as a whole: `route` takes over its routes alone, not what it answers where none of them fits.
  app.all('*', (c) => api.fetch(c.req.raw, c.env));
  const server = await serveOnNode(app, { port: options.port, host: config.host });
  const close = async () => {
    await server.close();
    clearInterval(flushing);
    clearInterval(flushingFetches);
    clearInterval(flushingAnswers);
    await Promise.all([flush(), flushFetches(), flushAnswers()]);
  };
  return { signIn, close };
}

async function refuseTakenPort(config: Config): Promise<void> {
  if (config.port === 0) return;
  const free = await findFreePort(config.port, config.host);
  if (free !== config.port) {
    throw new ConfigError(`port ${config.port} is taken by another program. Choose one with PORT, e.g. PORT=${free}.`);
  }
}
