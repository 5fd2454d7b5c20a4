import { resolve } from 'node:path';
import { type PushHosts, readPushHosts } from '@beckon/adapters';
import { z } from 'zod';

/** Files of one installation: embedded Postgres, secrets, what `start` wrote down for others. */
const environment = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('development'),
  BECKON_ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  BECKON_DATA_DIR: z.string().min(1).default('.beckon'),
  BECKON_SECRET: z.string().min(32, 'at least 32 characters; make one with: openssl rand -base64 48').optional(),
  /** Previous root secrets, oldest first: links and suppressions made with them stay valid. */
  BECKON_FORMER_SECRETS: z
    .string()
    .transform((text) => text.split(',').map((secret) => secret.trim()))
    .pipe(z.array(z.string().min(32, 'each at least 32 characters, separated by commas')))
    .default([]),
  /** Where the public reaches us, a path on the shop's host included; links in mails start with it. */
  BECKON_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  /** Where users open the admin app, when that is not the host of the public URL. */
  BECKON_ADMIN_URL: z
    .url({ protocol: /^https?$/ })
    .refine((url) => new URL(url).pathname === '/', 'a scheme and a host, without a path')
    .transform((url) => new URL(url).origin)
    .optional(),
  /** Number of trusted reverse proxies in front: how many entries of X-Forwarded-For are trusted. */
  BECKON_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** Push services beyond those of the known browsers: hosts, `*.host`, or in development one on this machine. */
  BECKON_PUSH_HOSTS: z.string().default('').transform(readHosts),
  /** Origins in the operator's own network that webhooks of flows may call, such as `http://n8n.internal:5678`. */
  BECKON_WEBHOOK_ORIGINS: z
    .string()
    .default('')
    .transform((list) =>
      list
        .split(',')
        .map((origin) => origin.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.url({ protocol: /^https?$/ }).refine((url) => new URL(url).origin === url, 'a scheme and a host'))),
  /** What forms are asked when they look like a robot's: our own proof of work, or a vendor's captcha. */
  BECKON_CAPTCHA: z.enum(['altcha', 'turnstile', 'hcaptcha']).default('altcha'),
  BECKON_CAPTCHA_SITE_KEY: z.string().min(1).max(200).optional(),
  BECKON_CAPTCHA_SECRET: z.string().min(1).max(200).optional(),
  /** While the vendor cannot be reached: the built-in challenge in its place, every answer accepted, or none. */
  BECKON_CAPTCHA_FALLBACK: z.enum(['altcha', 'allow', 'refuse']).default('altcha'),
  BECKON_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  /** Bearer token that allows a client to scrape /metrics on PORT. */
  BECKON_METRICS_TOKEN: z.string().min(16, 'at least 16 characters').max(200).regex(/^\S+$/, 'no spaces').optional(),
  /** A port for /metrics alone, to be reached by the operator only. */
  BECKON_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(8787),
});

function readHosts(setting: string, check: z.RefinementCtx): PushHosts {
  try {
    return readPushHosts(setting);
  } catch (error) {
    check.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
}

export type Config = {
  mode: 'development' | 'production' | 'test';
  role: 'all' | 'api' | 'worker';
  dataDir: string;
  secret: string | undefined;
  formerSecrets: readonly string[];
  publicUrl: string | undefined;
  adminUrl: string | undefined;
  trustedProxies: number;
  pushHosts: PushHosts;
  webhookOrigins: readonly string[];
  captcha: CaptchaConfig;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  databaseUrl: string | undefined;
  smtpUrl: string | undefined;
  metricsToken: string | undefined;
  metricsPort: number | undefined;
  host: string;
  port: number;
};

export type CaptchaConfig = {
  fallback: 'altcha' | 'allow' | 'refuse';
  /** Null: our own. */
  vendor: { kind: 'turnstile' | 'hcaptcha'; siteKey: string; secret: string } | null;
};

/** Where users open the admin app. @param publicUrl where the public reaches us */
export function adminUrlOf({ adminUrl }: Pick<Config, 'adminUrl'>, publicUrl: string): string {
  return adminUrl ?? new URL(publicUrl).origin;
}

/** The configuration has faults; the message lists all of them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the configuration: everything has a default in development, production refuses what is weak or missing.
 * @throws ConfigError with all faults at once
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = environment.safeParse(given);
  const faults = result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (given.NODE_ENV === 'production') {
    for (const name of ['BECKON_SECRET', 'BECKON_PUBLIC_URL', 'SMTP_URL']) {
      if (given[name] === undefined) faults.push(`${name}: must be set in production`);
    }
  }
  if (given.NODE_ENV === 'production' && result.data && result.data.BECKON_PUSH_HOSTS.localOrigins.length > 0) {
    faults.push('BECKON_PUSH_HOSTS: a push service on this machine is for development only');
  }
  const captcha = given.BECKON_CAPTCHA ?? 'altcha';
  for (const name of ['BECKON_CAPTCHA_SITE_KEY', 'BECKON_CAPTCHA_SECRET']) {
    if (captcha !== 'altcha' && given[name] === undefined) faults.push(`${name}: must be set for ${captcha}`);
    if (captcha === 'altcha' && given[name] !== undefined) faults.push(`${name}: say whose it is in BECKON_CAPTCHA`);
  }
  if (!result.success || faults.length > 0) {
    throw new ConfigError(`the configuration has faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
  const { data } = result;
  return {
    mode: data.NODE_ENV,
    role: data.BECKON_ROLE,
    dataDir: resolve(data.BECKON_DATA_DIR),
    secret: data.BECKON_SECRET,
    formerSecrets: data.BECKON_FORMER_SECRETS,
    publicUrl: data.BECKON_PUBLIC_URL,
    adminUrl: data.BECKON_ADMIN_URL,
    trustedProxies: data.BECKON_TRUSTED_PROXIES,
    pushHosts: data.BECKON_PUSH_HOSTS,
    webhookOrigins: data.BECKON_WEBHOOK_ORIGINS,
    captcha: {
      fallback: data.BECKON_CAPTCHA_FALLBACK,
      vendor:
        data.BECKON_CAPTCHA === 'altcha'
          ? null
          : {
              kind: data.BECKON_CAPTCHA,
              siteKey: data.BECKON_CAPTCHA_SITE_KEY!,
              secret: data.BECKON_CAPTCHA_SECRET!,
            },
    },
    logLevel: data.BECKON_LOG_LEVEL ?? (data.NODE_ENV === 'production' ? 'info' : 'warn'),
    databaseUrl: data.DATABASE_URL,
    smtpUrl: data.SMTP_URL,
    metricsToken: data.BECKON_METRICS_TOKEN,
    metricsPort: data.BECKON_METRICS_PORT,
    host: data.HOST,
    port: data.PORT,
  };
}
