import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createDb, sql } from '@beckon/core/db';
import { type RunningBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** What a running installation still stores about five people after their erasure: nothing, in any place. */
const names = ['goldcrest', 'chiffchaff', 'whinchat', 'nuthatch', 'waxwing'];
const emailOf = (name: string) => `${name}.lane@gmail.com`;

let folder: string;
let beckon: RunningBeckon;
const contacts = new Map<string, string>();

beforeAll(async () => {
  folder = await chooseTestFolder();
  beckon = await startBeckon(folder, { BECKON_LOG_LEVEL: 'debug', BECKON_TRUSTED_PROXIES: '1' });
});
afterAll(async () => {
  await beckon?.stop();
  await rm(folder, { recursive: true, force: true });
});

let network = 0;
const post = (path: string, body: unknown, isSecret = false) =>
  fetch(`${beckon.dev.apiUrl}${path}${isSecret ? '' : `?key=${beckon.dev.writeKey}`}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: {
      'content-type': 'application/json',
      ...(isSecret
        ? { authorization: `Bearer ${path === '/api/v1/events' ? beckon.dev.secretKey : beckon.dev.apiKey}` }
        : {
            origin: new URL(beckon.dev.storefrontUrl).origin,
            'user-agent': 'Mozilla/5.0 Firefox/150.0',
            // Each from a different network: many forms from one would get a challenge.
            'x-forwarded-for': `10.0.${++network}.1`,
          }),
    },
  });

/** Like a form that was open for a second: with a token of that age. */
async function postForm(path: string, body: object): Promise<Response> {
  const origin = new URL(beckon.dev.storefrontUrl).origin;
  const answer = await fetch(`${beckon.dev.apiUrl}/v1/form-token?key=${beckon.dev.writeKey}`, { headers: { origin } });
  const { token } = (await answer.json()) as { token: string };
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  return post(path, { ...body, formToken: token });
}

async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + 20_000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > end) throw new Error(`timed out: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

type Mail = { to: string; subject: string; html: string };
async function mailsTo(address: string): Promise<Mail[]> {
  const answer = await fetch(beckon.dev.mailboxUrl, { headers: { accept: 'application/json' } });
  return ((await answer.json()) as { data: Mail[] }).data.filter(({ to }) => to === address);
}

async function idOf(email: string): Promise<string | undefined> {
  const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/contacts?search=${encodeURIComponent(email)}`, {
    headers: { authorization: `Bearer ${beckon.dev.apiKey}` },
  });
  return ((await answer.json()) as { data: { id: string }[] }).data[0]?.id;
}

/** Every place where they could appear: tables as text, the mailbox as files, printed output. */
async function findThem(): Promise<string[]> {
  const { databaseUrl } = JSON.parse(await readFile(join(folder, 'running.json'), 'utf8')) as { databaseUrl: string };
  const db = createDb({ url: databaseUrl, maxConnections: 1, monotonic: () => performance.now() });
  const places: [string, string][] = [['what it printed', beckon.output()]];
  try {
    const tables = await db.query<{ name: string }>(sql`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE'`);
    expect(tables.length).toBeGreaterThan(30);
    for (const { name } of tables) {
      const rows = await db.query<{ text: string }>(sql`select t::text as text from ${sql.trusted(name)} t`);
      places.push([`table ${name}`, rows.map(({ text }) => text).join('\n')]);
    }
  } finally {
    await db.close();
  }
  for (const file of await readdir(join(folder, 'mailbox')))
    places.push([`mail ${file}`, await readFile(join(folder, 'mailbox', file), 'utf8')]);
  const found = places.flatMap(([place, text]) =>
    names.some((name) => text.toLowerCase().includes(name) || text.includes(Buffer.from(name).toString('hex')))
      ? [place.replace(/^mail .*/, 'the mailbox')]
      : [],
  );
  return [...new Set(found)].toSorted();
}

test('five people use every feature of the shop', async () => {
  for (const name of names) {
    const email = emailOf(name);
    const browser = `browser-of-${name}`;
    const events = [
      { id: crypto.randomUUID(), type: 'contact_created', userId: `u-${name}`, email, properties: { firstName: name } },
      {
        id: crypto.randomUUID(),
        type: 'placed_order',
        userId: `u-${name}`,
        properties: { orderId: `o-${contacts.size}`, total: 1_000, currency: 'USD', items: [{ productId: name }] },
      },
      { id: crypto.randomUUID(), type: 7, email },
    ];
    expect((await post('/api/v1/events', { events }, true)).status).toBe(202);
    const view = { id: crypto.randomUUID(), type: 'page_viewed', properties: { title: `For ${name}` } };
    expect((await post('/v1/collect', { anonymousId: browser, events: [view] })).status).toBe(202);
    const form = {
      email,
      anonymousId: browser,
      wordingVersion: '1',
      wording: 'News.',
      pageUrl: `https://x.test/${name}`,
    };
    expect((await postForm('/v1/subscribe', { ...form, firstName: name, interests: [name] })).status).toBe(202);
    const mail = await eventually('the confirmation', async () => (await mailsTo(email))[0]);
    const confirmed = await fetch(/href="([^"]+\/c\/[^"]+)"/.exec(mail.html)![1]!, { method: 'POST' });
    expect(confirmed.status).toBe(200);
    await eventually('the welcome', async () => (await mailsTo(email))[1]);
    expect((await postForm('/v1/waitlist', { ...form, productId: 'citronella-candle' })).status).toBe(202);
    expect((await postForm('/v1/preferences/link', { email })).status).toBe(202);
    contacts.set(name, await eventually('the contact', () => idOf(email)));
  }
  const found = await findThem();
  for (const place of ['contacts', 'events', 'quarantine', 'deliveries', 'sign_ups', 'consent_evidence'])
    expect(found).toContain(`table ${place}`);
  expect(found).toContain('the mailbox');
});

test('after erasure nothing identifies them: no table, no mail, no log line', async () => {
  const begun = performance.now();
  for (const id of contacts.values()) expect((await post(`/api/v1/contacts/${id}/erase`, {}, true)).status).toBe(202);
  const isDone = async (id: string) => {
    const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/contacts/${id}/erasure`, {
      headers: { authorization: `Bearer ${beckon.dev.apiKey}` },
    });
    return ((await answer.json()) as { status: string }).status === 'done' ? true : undefined;
  };
  for (const id of contacts.values()) await eventually('the end of the erasure', () => isDone(id));
  expect(await findThem()).toEqual([]);
  expect(performance.now() - begun).toBeLessThan(60_000);
});

test('an import of another spelling of the address triggers no mail', async () => {
  const spelled = (name: string) => `${name.toUpperCase()}Lane+again@GoogleMail.com`;
  const events = names.map((name) => ({
    id: crypto.randomUUID(),
    type: 'contact_created',
    email: spelled(name),
    properties: {},
  }));
  expect((await post('/api/v1/events', { events }, true)).status).toBe(202);
  for (const name of names) {
    const email = spelled(name).toLowerCase();
    const form = { email, wordingVersion: '1', wording: 'News.' };
    expect((await postForm('/v1/subscribe', form)).status).toBe(202);
    const id = await eventually('the new contact', () => idOf(email));
    expect(id).not.toBe(contacts.get(name));
    const answer = await fetch(`${beckon.dev.apiUrl}/api/v1/contacts/${id}`, {
      headers: { authorization: `Bearer ${beckon.dev.apiKey}` },
    });
    expect(await answer.json()).toMatchObject({ isSuppressed: true });
    expect(await mailsTo(email)).toEqual([]);
  }
});
