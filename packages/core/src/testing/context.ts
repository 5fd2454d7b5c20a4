import { createHash, randomUUID } from 'node:crypto';
import { scopes } from '@beckon/contract';
import { afterAll, inject, onTestFinished, TestRunner } from 'vitest';
import { saveApiKey } from '../access/index.ts';
import { deriveKey, type Id } from '../lib/index.ts';
import { installDefaultMessages } from '../messages/index.ts';
import type {
  Captcha,
  CaptchaAnswer,
  CaptchaOutcome,
  Context,
  Dns,
  DnsAnswer,
  EmailSender,
  Ids,
  Log,
  LogFields,
  OutgoingEmail,
  OutgoingPush,
  OutgoingSms,
  OutgoingWebhook,
  PushOutcome,
  PushSender,
  Secrets,
  SenderRegistry,
  SendOutcome,
  SmsOutcome,
  SmsSender,
  WebhookOutcome,
  WebhookSender,
} from '../ports/index.ts';
import { saveSource } from '../sources/index.ts';
import { saveTenant } from '../tenants/index.ts';
import { createIds, createRandom, TestClock } from './controlled.ts';
import { createTestDatabase } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Postgres servers of this run, one for each worker of vitest; the global setup starts them. */
    postgresUrls: string[];
  }
}

/** A sender that keeps what it gets; `answer` decides what became of it. */
export class TestSender implements EmailSender {
  readonly platform = 'test';
  idempotencyWindow = 0;
  signs = false;
  readonly sent: OutgoingEmail[] = [];
  readonly forgotten: string[] = [];
  answer: (email: OutgoingEmail) => SendOutcome | Promise<SendOutcome> = () => ({ outcome: 'sent', vendorId: null });
  async send(email: OutgoingEmail): Promise<SendOutcome> {
    const outcome = await this.answer(email);
    if (outcome.outcome === 'sent') this.sent.push(email);
    return outcome;
  }
  async forget(address: string): Promise<void> {
    this.forgotten.push(address);
  }
}

/** A push sender that keeps what it gets; its push service is `https://push.test`. */
export class TestPush implements PushSender {
  readonly platform = 'test-push';
  readonly idempotencyWindow = 0;
  readonly publicKey = 'test key';
  readonly sent: OutgoingPush[] = [];
  answer: (push: OutgoingPush) => PushOutcome | Promise<PushOutcome> = () => ({ outcome: 'sent', vendorId: null });
  canReach(endpoint: string): boolean {
    return endpoint.startsWith('https://push.test/');
  }
  async send(push: OutgoingPush): Promise<PushOutcome> {
    const outcome = await this.answer(push);
    if (outcome.outcome === 'sent') this.sent.push(push);
    return outcome;
  }
}

/** An SMS sender that keeps what it gets. */
export class TestSms implements SmsSender {
  readonly platform = 'test-sms';
  readonly idempotencyWindow = 0;
  readonly sent: OutgoingSms[] = [];
  readonly forgotten: string[] = [];
  answer: (sms: OutgoingSms) => SmsOutcome | Promise<SmsOutcome> = () => ({ outcome: 'sent', vendorId: null });
  async send(sms: OutgoingSms): Promise<SmsOutcome> {
    const outcome = await this.answer(sms);
    if (outcome.outcome === 'sent') this.sent.push(sms);
    return outcome;
  }
  async forget(phone: string): Promise<void> {
    this.forgotten.push(phone);
  }
}

/** A captcha whose challenge is solved by `solved`. */
export class TestCaptcha implements Captcha {
  readonly kind: Captcha['kind'];
  readonly given: CaptchaAnswer[] = [];
  answer: (given: CaptchaAnswer) => CaptchaOutcome = ({ answer }) =>
    answer === 'solved' ? { outcome: 'passed' } : { outcome: 'refused', reason: 'not solved' };
  constructor(kind: Captcha['kind'] = 'altcha') {
    this.kind = kind;
  }
  async issue() {
    return this.kind === 'altcha' ? { kind: this.kind, task: '{}' } : { kind: this.kind, siteKey: 'site key' };
  }
  async verify(given: CaptchaAnswer): Promise<CaptchaOutcome> {
    this.given.push(given);
    return this.answer(given);
  }
}

/** DNS with the records that a test has put there; a name in `away` is not answered. */
export class TestDns implements Dns {
  readonly txt = new Map<string, string[]>();
  readonly mx = new Map<string, string[]>();
  readonly away = new Set<string>();
  readonly asked: string[] = [];
  async readTxt(name: string): Promise<DnsAnswer> {
    return this.#answer(this.txt, name);
  }
  async readMx(name: string): Promise<DnsAnswer> {
    return this.#answer(this.mx, name);
  }
  #answer(records: Map<string, string[]>, name: string): DnsAnswer {
    this.asked.push(name);
    if (this.away.has(name)) return { outcome: 'unavailable', reason: 'ETIMEOUT' };
    const values = records.get(name);
    return values ? { outcome: 'found', values } : { outcome: 'none' };
  }
}

/** Keeps the webhooks that were posted, and answers as a test says. */
export class TestWebhooks implements WebhookSender {
  readonly posted: OutgoingWebhook[] = [];
  answer: () => WebhookOutcome = () => ({ outcome: 'answered', status: 204 });
  async post(webhook: OutgoingWebhook): Promise<WebhookOutcome> {
    this.posted.push(webhook);
    return this.answer();
  }
}

/** A log that keeps its lines, so that a test can look for what must not be in them. */
export class TestLog implements Log {
  readonly lines: { level: string; message: string; fields: LogFields }[] = [];
  debug = this.#at('debug');
  info = this.#at('info');
  warn = this.#at('warn');
  error = this.#at('error');
  #at(level: string) {
    return (message: string, fields: LogFields = {}) => void this.lines.push({ level, message, fields });
  }
}

/** How many contexts this process has made. */
let contexts = 0;

/**
 * An id that no tenant of another context has: test files share the modules of the product, some of which remember
 * something of a tenant.
 */
function ownTenantId(ids: Ids, context: string): Id<'ten'> {
  const suffix = createHash('sha256').update(context).digest('hex').slice(0, 8);
  return `${ids.newId('ten').slice(0, -suffix.length)}${suffix}` as Id<'ten'>;
}

export const testSecrets: Secrets = {
  tokens: [deriveKey('test', 'tokens')],
  suppression: deriveKey('test', 'suppression'),
  identity: deriveKey('test', 'identity'),
};

export type TestContext = {
  ctx: Context;
  clock: TestClock;
  sender: TestSender;
  push: TestPush;
  sms: TestSms;
  /** A test may replace a sender. */
  senders: { -readonly [C in keyof SenderRegistry]: SenderRegistry[C] };
  captcha: TestCaptcha;
  webhooks: TestWebhooks;
  dns: TestDns;
  log: TestLog;
  databaseUrl: string;
  /** Makes a tenant with one source of each kind. */
  newTenant(): Promise<TestTenant>;
};

export type TestTenant = {
  id: Id<'ten'>;
  writeKey: string;
  secretKey: string;
  /** An API key that may do everything a key may. */
  apiKey: string;
  browser: { id: Id<'src'>; tenantId: Id<'ten'>; kind: 'browser' };
  server: { id: Id<'src'>; tenantId: Id<'ten'>; kind: 'server' };
  own: { id: Id<'src'>; tenantId: Id<'ten'>; kind: 'beckon' };
};

/**
 * The Postgres server of this worker. Readers of the log stay behind the oldest transaction of their server, so tests that
 * run at the same time would hold each other back on a shared one.
 */
export function testServerUrl(): string {
  const urls = inject('postgresUrls');
  return urls[Number(process.env.VITEST_POOL_ID) % urls.length]!;
}

/** A context on a database of its own, with controlled clock, ids, chance and mail. Dropped after the test file. */
export async function createTestContext(options: { maxConnections?: number } = {}): Promise<TestContext> {
  const context = `${contexts++}`;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const database = await createTestDatabase(testServerUrl(), name, options);
  // Within a test, the context is that test's.
  (TestRunner.getCurrentTest() ? onTestFinished : afterAll)(() => database.drop());
  const clock = new TestClock();
  const sender = new TestSender();
  const push = new TestPush();
  const sms = new TestSms();
  const senders: TestContext['senders'] = { email: () => sender, sms: () => sms, push: () => push };
  const captcha = new TestCaptcha();
  const webhooks = new TestWebhooks();
  const dns = new TestDns();
  const log = new TestLog();
  const ctx: Context = {
    db: database.db,
    clock,
    ids: createIds(clock),
    random: createRandom(),
    log,
    secrets: testSecrets,
    adapters: {
      senderOf: async (tenantId, channel) => senders[channel](tenantId),
      captcha: { chosen: captcha, builtIn: captcha, fallback: 'altcha' },
      webhooks,
      dns,
    },
    publicUrl: 'https://beckon.test',
  };
  let tenants = 0;
  return {
    ctx,
    clock,
    sender,
    push,
    sms,
    senders,
    captcha,
    webhooks,
    dns,
    log,
    databaseUrl: database.url,
    async newTenant() {
      const number = ++tenants;
      const id = ownTenantId(ctx.ids, context);
      await saveTenant(ctx, {
        id,
        name: `Shop ${number}`,
        siteUrl: 'https://shop.test',
        currency: 'USD',
        timezone: 'UTC',
        senderName: `Shop ${number}`,
        senderAddress: 'hello@shop.test',
        postalAddress: '1 Harbor Street',
      });
      const source = <K extends 'browser' | 'server' | 'beckon'>(kind: K) => ({
        id: ctx.ids.newId('src'),
        tenantId: id,
        kind,
      });
      const tenant: TestTenant = {
        id,
        writeKey: `pk_${name}_${number}`,
        secretKey: `sk_${name}_${number}`,
        apiKey: `ak_${name}_${number}`,
        browser: source('browser'),
        server: source('server'),
        own: source('beckon'),
      };
      await saveSource(ctx, {
        ...tenant.browser,
        name: 'Storefront',
        writeKey: tenant.writeKey,
        allowedOrigins: ['https://shop.test'],
      });
      await saveSource(ctx, { ...tenant.server, name: 'Server', secretKey: tenant.secretKey });
      await saveSource(ctx, { ...tenant.own, name: 'Beckon' });
      await saveApiKey(ctx, id, { name: 'Test', value: tenant.apiKey, scopes });
      await installDefaultMessages(ctx, id);
      return tenant;
    },
  };
}
