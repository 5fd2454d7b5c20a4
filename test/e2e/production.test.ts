import { spawnSync } from 'node:child_process';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { AuditEntry, User } from '@beckon/contract';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@beckon/server/embedded-postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../laws/sources.ts';
import { findFreePort } from '../setup/free-port.ts';
import { type RunningProcess, runBeckon, startProduction } from '../setup/start-beckon.ts';
import { chooseTestFolder } from '../setup/test-folder.ts';

let folder: string;
let postgres: EmbeddedPostgres;
let server: RunningProcess;
let url: string;
let env: Record<string, string>;
let setUpLink: string;
const password = 'correct horse battery';

beforeAll(async () => {
  folder = await chooseTestFolder();
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), password: 'production' });
  const port = await findFreePort();
  url = `http://localhost:${port}`;
  // The settings in docs/deploy, with programs and ports of this machine.
  env = {
    ...(parseEnv(await readFile(join(root, 'docs/deploy/beckon.env'), 'utf8')) as Record<string, string>),
    BECKON_DATA_DIR: join(folder, 'data'),
    BECKON_SECRET: 'a root secret of the tests, long enough',
    BECKON_PUBLIC_URL: url,
    DATABASE_URL: postgres.url,
    SMTP_URL: 'smtp://127.0.0.1:1',
    PORT: String(port),
  };
  server = await startProduction(env);
});

afterAll(async () => {
  await server?.stop();
  await postgres?.stop();
  await rm(folder, { recursive: true, force: true });
});

const post = (link: string, fields: Record<string, string>) =>
  fetch(link, { method: 'POST', body: new URLSearchParams(fields) });

async function signIn(email: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  });
  expect(answer.status).toBe(200);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

async function get<T>(path: string, headers: Record<string, string>): Promise<{ status: number; body: T }> {
  const answer = await fetch(`${url}/api/v1${path}`, { headers });
  return { status: answer.status, body: (await answer.json()) as T };
}

const beckon = (...words: string[]) => runBeckon(words, env);
const linkIn = (output: string) => /http:\/\/\S+\/(?:set-up|account)\/\w+/.exec(output)![0];

test('without a tenant, a command says what to do', async () => {
  expect(await beckon('users', 'list')).toMatchObject({
    code: 1,
    output: expect.stringContaining('beckon tenants create'),
  });
});

test('the first start prints a set-up link, and afterwards the owner can sign in', async () => {
  setUpLink = linkIn(server.output());
  expect(setUpLink).toMatch(`${url}/set-up/`);
  expect(await (await fetch(setUpLink)).text()).toContain('Set up Beckon');
  const done = await post(setUpLink, {
    shop: 'Third Floor',
    siteUrl: 'https://www.shop.example',
    currency: 'EUR',
    timezone: 'Europe/Berlin',
    name: 'Olga',
    email: 'olga@shop.example',
    password,
  });
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('Your shop is ready')]);
  const cookie = await signIn('olga@shop.example');
  expect((await get('/settings', { cookie })).body).toMatchObject({ name: 'Third Floor', currency: 'EUR' });
  expect((await fetch(`${url}/admin/`)).status).toBe(200);
});

test('the link works once, and the next start prints none', async () => {
  expect((await fetch(setUpLink)).status).toBe(410);
  await server.stop();
  server = await startProduction(env);
  expect(server.output()).not.toContain('/set-up/');
});

test('users, keys and settings are managed by command, and the audit log names the command', async () => {
  const invited = await beckon('users', 'create', '--email', 'nora@shop.example', '--role', 'marketer');
  expect((await post(linkIn(invited.output), { name: 'Nora', password })).status).toBe(200);
  const marketer = { cookie: await signIn('nora@shop.example') };
  expect((await get('/contacts', marketer)).status).toBe(200);
  expect((await get('/users', marketer)).status).toBe(403);
  expect((await beckon('users', 'role', 'olga@shop.example', 'admin')).output).toContain('a shop needs an owner');
  expect((await beckon('users', 'role', 'Nora@shop.example', 'analyst')).output).toContain('now has the role analyst');
  expect(
    (await post(linkIn((await beckon('users', 'reset', 'nora@shop.example')).output), { name: 'Nora', password }))
      .status,
  ).toBe(200);

  const made = await beckon('keys', 'create', '--name', 'Export', '--scope', 'contacts.read', '--expires-in', '90d');
  const key = { authorization: `Bearer ${/ak_\w+/.exec(made.output)![0]}` };
  expect([(await get('/contacts', key)).status, (await get('/audit', key)).status]).toEqual([200, 403]);
  const id = /apk_\w+/.exec(made.output)![0];
  expect((await beckon('keys', 'list')).output).toMatch(new RegExp(`${id} +Export .* good `));
  expect((await beckon('keys', 'revoke', id)).output).toContain('Export is revoked');
  expect((await get('/contacts', key)).status).toBe(401);

  const wrong = await beckon('tenants', 'update', '--timezone', 'Mars/Olympus', '--weekly-cap', '2');
  expect([wrong.code, wrong.output]).toEqual([1, expect.stringContaining('timezone: the name of a time zone')]);
  const changed = await beckon('tenants', 'update', '--postal-address', '12 Harbor Street', '--weekly-cap', '2');
  expect(changed.output).toMatch(/postalAddress +12 Harbor Street/);

  expect((await beckon('users', 'remove', 'nora@shop.example')).output).toContain('is removed');
  expect((await get('/contacts', marketer)).status).toBe(401);

  const owner = { cookie: await signIn('olga@shop.example') };
  expect((await get<{ data: User[] }>('/users', owner)).body.data.map(({ email }) => email)).toEqual([
    'olga@shop.example',
  ]);
  const { body } = await get<{ data: AuditEntry[] }>('/audit', owner);
  const said = body.data.map(({ actor, summary }) => `${actor.name}: ${summary}`).toReversed();
  expect(said[0]).toBe('olga@shop.example: Tenant Third Floor created');
  expect(said[1]).toBe('beckon users create: nora@shop.example invited as marketer');
  expect(said.at(-2)).toBe(
    'beckon tenants update: Postal address of Third Floor: from none to "12 Harbor Street"; Weekly cap of Third Floor: from 3 to 2',
  );
  expect(said.at(-1)).toBe('beckon users remove: nora@shop.example (analyst) removed');
});

test('with several tenants a command requires --tenant, and lists them', async () => {
  const options = ['--site', 'https://b.example', '--sender-address', 'b@b.example', '--currency', 'USD'];
  const created = await beckon('tenants', 'create', '--name', 'Second', ...options, '--timezone', 'UTC');
  const id = /ten_\w+/.exec(created.output)![0];
  const unclear = await beckon('sources', 'list');
  expect(unclear.code).toBe(1);
  for (const text of ['--tenant', 'Third Floor', `${id}  Second`]) expect(unclear.output).toContain(text);
  expect((await beckon('sources', 'list', '--tenant', 'ten_other')).output).toContain('there is no tenant ten_other');
  const added = await beckon('sources', 'add', '--tenant', id, '--name', 'Till', '--kind', 'server');
  expect(added.code).toBe(0);
  expect((await beckon('sources', 'list', '--tenant', id)).output).toContain('Till');
  expect((await beckon('tenants', 'list')).output).toContain(id);
});

const isInstalled = (program: string) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

test.skipIf(!isInstalled('systemd-analyze'))('the systemd unit passes systemd-analyze verify', async () => {
  const unit = await readFile(join(root, 'docs/deploy/beckon.service'), 'utf8');
  const here = join(folder, 'beckon.service');
  // It checks that the programs in the unit exist.
  await writeFile(here, unit.replaceAll('/opt/beckon', root.replace(/\/$/, '')));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', here], { encoding: 'utf8' });
  expect(stderr.split('\n').filter((line) => line.includes('beckon.service'))).toEqual([]);
  expect(status).toBe(0);
});

test.skipIf(!isInstalled('caddy'))('the Caddyfile passes caddy validate', () => {
  const config = join(root, 'docs/deploy/Caddyfile');
  const { status, stdout, stderr } = spawnSync('caddy', ['validate', '--config', config], { encoding: 'utf8' });
  // Caddy logs to standard error and prints its verdict to standard output.
  expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('Valid configuration')]);
});

test('the files in docs/deploy are consistent', async () => {
  const unit = await readFile(join(root, 'docs/deploy/beckon.service'), 'utf8');
  const command = await readFile(join(root, 'docs/deploy/beckon'), 'utf8');
  const program = '/opt/beckon/node_modules/node/bin/node /opt/beckon/apps/server/src/cli.ts';
  expect(unit).toContain(`ExecStart=${program} start\n`);
  expect(command).toContain(`exec ${program} "$@"\n`);
  for (const path of program.split(' ')) await access(path.replace('/opt/beckon', root));
});
