#!/usr/bin/env node
import './fast-start.ts';
import { Command, InvalidArgumentError } from 'commander';
import { addBounceCommands } from './commands/bounces-program.ts';
import { readCommandConfig } from './commands/command-config.ts';
import { addFlowCommands } from './commands/flows-program.ts';
import { addImportCommands } from './commands/import-program.ts';
import { addKeyCommands } from './commands/keys-program.ts';
import { addSendCommands } from './commands/send-program.ts';
import { addSourceCommands } from './commands/sources-program.ts';
import { addTenantCommands } from './commands/tenants-program.ts';
import { addUserCommands } from './commands/users-program.ts';
import { ConfigError, readConfig } from './config.ts';
import { version } from './version.ts';

const program = new Command('beckon')
  .description('A self-hosted marketing kit for web shops.')
  .version(version)
  .option('--tenant <id>', 'the shop to work on, ten_…; needed only where there are several')
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(--help shows what is possible)');

program
  .command('start', { isDefault: true })
  .description('run API, worker, admin app, and in development Postgres, mailbox and a demo shop')
  .addHelpText(
    'after',
    `
Environment (everything has a default in development):
  PORT                 port of the API, 8787; 0 takes a free one
  HOST                 address to listen on, 127.0.0.1
  BECKON_DATA_DIR      folder of the installation, .beckon
  BECKON_ROLE          all, api or worker
  BECKON_PUBLIC_URL    where the public reaches us; links in mails start with it
  BECKON_ADMIN_URL     where users open the admin app, if not there
  BECKON_SECRET        root secret, at least 32 characters
  BECKON_FORMER_SECRETS  root secrets of before, oldest first, separated by commas
  BECKON_TRUSTED_PROXIES  reverse proxies of yours in front, 0
  BECKON_PUSH_HOSTS    push services beyond those of the known browsers, by commas
  BECKON_WEBHOOK_ORIGINS
                       origins in your own network that webhooks may call, by commas
  BECKON_CAPTCHA       what forms are asked on suspicion: altcha (our own), turnstile, hcaptcha
  BECKON_CAPTCHA_SITE_KEY, BECKON_CAPTCHA_SECRET
                       the keys of turnstile or hcaptcha
  BECKON_CAPTCHA_FALLBACK
                       while that cannot be reached: altcha (the built-in one), allow, refuse
  BECKON_LOG_LEVEL     debug, info, warn, error or silent
  BECKON_METRICS_TOKEN who may read /metrics: those who send this as a bearer token
  BECKON_METRICS_PORT  a port for /metrics alone
  DATABASE_URL         a Postgres 15 or newer instead of the embedded one
  SMTP_URL             a mail server instead of the development mailbox
  NODE_ENV             production refuses missing secrets and opens no demo shop`,
  )
  .action(async () => (await import('./commands/start.ts')).startCommand(readConfig()));

program
  .command('migrate')
  .description('bring the database schema up to date')
  .action(async () => (await import('./commands/migrate.ts')).migrateCommand(readCommandConfig(program)));

addImportCommands(program);

const exports = program.command('export').description('give out what is stored');
exports
  .command('events')
  .description('the event log as NDJSON on standard output')
  .option('--from <time>', 'received at or after (ISO 8601 or YYYYMMDD)')
  .option('--to <time>', 'received before')
  .action(async (options) =>
    (await import('./commands/export-events.ts')).exportEventsCommand(readCommandConfig(program), options),
  );

program
  .command('seed')
  .description('fill the demo shop with believable shoppers')
  .option('--shoppers <n>', 'how many', wholeNumber, 400)
  .option('--days <n>', 'over how many days up to today', wholeNumber, 60)
  .option('--seed <n>', 'the same number makes the same shoppers', wholeNumber, 7)
  .option('--contacts <n>', 'instead: so many contacts with consent and deliveries, made in sets', wholeNumber)
  .option('--events <n>', 'with --contacts: how many events', wholeNumber)
  .action(async ({ contacts, events, ...options }) => {
    if (contacts === undefined && events === undefined) {
      await (await import('./commands/seed.ts')).seedCommand(readCommandConfig(program), options);
    } else {
      const size = { contacts: contacts ?? Math.ceil(events / 10), events: events ?? contacts * 10 };
      await (await import('./commands/seed-samples.ts')).seedSamplesCommand(readCommandConfig(program), size);
    }
  });

program
  .command('rebuild')
  .description('build contacts, orders and the schemas of the sources anew from the log')
  .action(async () => (await import('./commands/rebuild.ts')).rebuildCommand(readCommandConfig(program)));

const logs = program.command('log').description('the event log');
logs
  .command('adopt')
  .description('after a restore from a dump: give the log its places in this cluster, losing and repeating nothing')
  .action(async () => (await import('./commands/adopt-log.ts')).adoptLogCommand(readCommandConfig(program)));

addTenantCommands(program);
addUserCommands(program);
addKeyCommands(program);
addSourceCommands(program);
addFlowCommands(program);
addSendCommands(program);
addBounceCommands(program);

const consent = program.command('consent').description('the consent ledger');
consent
  .command('verify')
  .description('check the hash chain of the ledger and name the first place where it does not hold')
  .action(async () => (await import('./commands/verify-consent.ts')).verifyConsentCommand(readCommandConfig(program)));

consent
  .command('receipt')
  .description('what one contact agreed to, as JSON: each entry with its place in the chain, its hashes and evidence')
  .argument('<contact id>', 'ctc_…')
  .action(async (id) =>
    (await import('./commands/consent-papers.ts')).consentReceiptCommand(readCommandConfig(program), id),
  );
consent
  .command('report')
  .description('the ledger as CSV on standard output')
  .option('--from <time>', 'recorded at or after (ISO 8601 or YYYYMMDD)')
  .option('--to <time>', 'recorded before')
  .action(async (options) =>
    (await import('./commands/consent-papers.ts')).consentReportCommand(readCommandConfig(program), options),
  );

program
  .command('erase')
  .description('erase a contact for good: profile, events, messages; the address stays stopped, orders stay without it')
  .argument('<contact id>', 'ctc_…, as in the address of the contact in the admin app')
  .action(async (id) => (await import('./commands/erase.ts')).eraseCommand(readCommandConfig(program), id));

program
  .command('doctor')
  .description('check the installation: database, durability, schema, lag, totals against the log')
  .action(async () => (await import('./commands/doctor.ts')).doctorCommand(readCommandConfig(program)));

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('not a whole number');
  return value;
}

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error(error instanceof Error ? `beckon: ${error.message}` : error);
  process.exit(1);
}
