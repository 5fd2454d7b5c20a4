import { join } from 'node:path';
import { spfNeedOf } from '@beckon/adapters';
import { permissions } from '@beckon/contract';
import type { Actor, Caller } from '@beckon/core/access';
import { createDb } from '@beckon/core/db';
import type { Id } from '@beckon/core/lib';
import type { Context, SenderRegistry } from '@beckon/core/ports';
import { createContext } from '../context.ts';
import { openDatabase } from '../database.ts';
import { installDemoOnce } from '../demo/demo-tenant.ts';
import { type InstallationSecrets, openInstallation } from '../installation.ts';
import { openKeys } from '../keys.ts';
import { createLog } from '../log.ts';
import { forgetMails } from '../mailbox/mailbox.ts';
import { forgetTexts } from '../mailbox/phone.ts';
import { findRunning, takeFolder } from '../single-start.ts';
import { monotonic } from '../system.ts';
import { chooseTenant } from './choose-tenant.ts';
import type { CommandConfig } from './command-config.ts';

export type CommandContext = {
  ctx: Context;
  /** True when a server of this installation is running, whose worker applies the stored events. */
  hasServer: boolean;
  /** The name of the command in the audit log. */
  actor: Actor;
};

/** Commands send no messages: due deliveries wait for a server. */
const nothing = {
  platform: 'none',
  idempotencyWindow: 0,
  send: async () => ({ outcome: 'retry', reason: 'no server runs' }) as const,
};

function createSenders({ dataDir, smtpUrl }: Pick<CommandConfig, 'dataDir' | 'smtpUrl'>): SenderRegistry {
  // What the development mailbox and phone have kept of an erased person is deleted even while no server runs.
  const email = {
    ...nothing,
    spf: smtpUrl === undefined ? null : spfNeedOf(smtpUrl),
    forget: (address: string) => forgetMails(join(dataDir, 'mailbox'), address),
  };
  const sms = { ...nothing, forget: (phone: string) => forgetTexts(join(dataDir, 'phone'), phone) };
  const push = { ...nothing, publicKey: '', canReach: () => false };
  return { email: () => email, sms: () => sms, push: () => push };
}

/** Runs a command on the database of the installation, which a running server may be using; otherwise starts Postgres for it. */
export async function withDatabase<T>(
  config: CommandConfig,
  name: string,
  work: (command: CommandContext) => Promise<T>,
  options: { /** For commands that inspect or adopt a log of another cluster. */ acceptsForeignLog?: boolean } = {},
): Promise<T> {
  const secrets = await openInstallation(config.dataDir);
  const running = config.databaseUrl ? null : await findRunning(config.dataDir);
  const folder = running || config.databaseUrl ? null : await takeFolder(config.dataDir, `beckon ${name}`);
  const database = running
    ? await connectTo(running.databaseUrl)
    : await openOwn(config, secrets, folder, options.acceptsForeignLog);
  const close = async () => {
    await database.close();
    await folder?.release();
  };
  const onSignal = () => void close().finally(() => process.exit(130));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const ctx = createContext({
      db: database.db,
      log: createLog(config.logLevel),
      keys: await openKeys(database.db, config, secrets),
      senders: createSenders(config),
      captcha: config.captcha,
      publicUrl: config.publicUrl ?? `http://localhost:${config.port}`,
    });
    if (config.mode !== 'production') await installDemoOnce(ctx, secrets, config.port);
    const actor: Actor = { kind: 'command', id: null, name: `beckon ${name}` };
    return await work({ ctx, hasServer: running !== null, actor });
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    await close();
  }
}

export type TenantCommand = CommandContext & { caller: Caller; tenantId: Id<'ten'> };

/** The same for a command that works on one tenant. @throws ConfigError when the tenant is ambiguous */
export function withTenant<T>(
  config: CommandConfig,
  name: string,
  work: (command: TenantCommand) => Promise<T>,
): Promise<T> {
  return withDatabase(config, name, async (command) => {
    const tenantId = await chooseTenant(command.ctx, config.tenant);
    return work({
      ...command,
      tenantId,
      caller: { tenantId, actor: command.actor, permissions: new Set(permissions) },
    });
  });
}

async function openOwn(
  config: CommandConfig,
  secrets: InstallationSecrets,
  folder: { release(): Promise<void> } | null,
  acceptsForeignLog?: boolean,
) {
  try {
    const onTrouble = ({ code, isFinal }: { code: number | null; isFinal: boolean }) => {
      if (isFinal) throw new Error(`the embedded Postgres keeps stopping (code ${code})`);
    };
    return await openDatabase(config, secrets, onTrouble, acceptsForeignLog);
  } catch (error) {
    await folder?.release();
    throw error;
  }
}

async function connectTo(url: string) {
  const db = createDb({ url, monotonic, maxConnections: 6 });
  return { db, url, close: () => db.close() };
}
