import { readFile, rm, writeFile } from 'node:fs/promises';
import { arch, cpus, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type RunningBeckon, startBeckon } from '@beckon/test-setup/start-beckon';
import { type Contact, endpoints, type Source } from '../packages/contract/src/index.ts';
import { cases, type Read, type Shop } from './bench-api-cases.ts';
import { prepareSample } from './bench-database.ts';

/**
 * `pnpm bench:api [--contacts n] [--events n] [--keep folder] [--rounds n] [--only text] [--write]`: how long each GET of
 * the admin API takes in a shop of a size, over HTTP, one request at a time. `--keep` creates the data in a folder that is kept,
 * or uses the data there; `--write` writes the table into docs/performance.md. Exits with 1 where a p95 is above the goal.
 */
const { values: options } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '10000000' },
    keep: { type: 'string' },
    rounds: { type: 'string', default: '20' },
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const goal = 200;
const rounds = Number(options.rounds);
const number = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

type Measured = { endpoint: Read; what: string; p50: number; p95: number; failures: number };

const folder = await prepareSample(options);
let beckon: RunningBeckon | undefined;
try {
  beckon = await startBeckon(folder, { BECKON_LOG_LEVEL: 'error' });
  const shop = await readShop(beckon);
  const measured: Measured[] = [];
  for (const [endpoint, list] of Object.entries(cases)) {
    for (const [what, path] of list) {
      if (options.only && !`${endpoint} ${what}`.includes(options.only)) continue;
      const row = await measure(beckon, endpoint as Read, what, (n) => path(shop, n));
      measured.push(row);
      console.log(line(row));
    }
  }
  const slow = measured.filter(({ p95, failures }) => p95 > goal || failures > 0);
  console.log(slow.length === 0 ? `all below ${goal} ms` : `above ${goal} ms: ${slow.length}`);
  if (options.write) await writeTable(measured);
  if (slow.length > 0) process.exitCode = 1;
} finally {
  await beckon?.stop();
  if (!options.keep) await rm(resolve(folder, '..'), { recursive: true, force: true });
}

async function readShop({ dev }: RunningBeckon): Promise<Shop> {
  const read = async <T>(path: string): Promise<T> => {
    const response = await fetch(new URL(path, dev.apiUrl), { headers: { authorization: `Bearer ${dev.apiKey}` } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { data: contacts } = await read<{ data: Contact[] }>('/api/v1/contacts?limit=200');
  // The contact created first has the visitor with the most sessions.
  const [heaviest] = (await read<{ data: Contact[] }>('/api/v1/contacts?search=ada.abe.0@&limit=1')).data;
  const ids = await read<{ data: Contact[] }>('/api/v1/contacts?orderCount.gte=3&limit=200');
  const eventCount = Number(options.events);
  const erase = async (id: string) => {
    const path = new URL(`/api/v1/contacts/${id}/erase`, dev.apiUrl);
    const headers = { authorization: `Bearer ${dev.apiKey}` };
    const response = await fetch(path, { method: 'POST', headers });
    if (!response.ok) throw new Error(`erase: ${response.status} ${await response.text()}`);
    return id;
  };
  const send = async <T>(path: string, body: object): Promise<T> => {
    const response = await fetch(new URL(path, dev.apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${dev.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const addSegment = async (): Promise<string> => {
    const period = { operator: 'within_last', amount: 90, unit: 'days' };
    const filters = [
      { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 1 } },
      { kind: 'not', filter: { kind: 'event', event: 'placed_order', period } },
    ];
    const definition = { version: 1, filter: { kind: 'and', filters } };
    return (await send<{ id: string }>('/api/v1/segments', { name: 'Win back', definition })).id;
  };
  /** A campaign to the contacts of the newsletter, of which one message was sent. */
  const addCampaign = async (): Promise<string> => {
    const include = [{ kind: 'segment', segment: 'newsletter' }];
    const definition = { message: 'welcome', audience: { include }, throttle: { max: 1, seconds: 86_400 } };
    const { id, version } = await send<{ id: string; version: number }>('/api/v1/campaigns', {
      name: 'News',
      definition,
    });
    await send(`/api/v1/campaigns/${id}/launch`, { version });
    return id;
  };
  /** A live flow with one contact inside. */
  const addFlow = async (): Promise<{ flow: string; run: string; experiment: string }> => {
    const variations = [
      { key: 'a', name: 'A', weight: 1 },
      { key: 'b', name: 'B', weight: 1, override: { subjects: { en: 'Hello' } } },
    ];
    const steps = [
      { id: 'pause', kind: 'wait', amount: 30, unit: 'days' },
      { id: 'mail', kind: 'send', message: 'welcome', experiment: { metric: 'opens', variations } },
    ];
    const definition = { version: 1, trigger: { kind: 'api' }, steps };
    const flow = await send<{ id: string; version: number }>('/api/v1/flows', { name: 'Pause', definition });
    await send(`/api/v1/flows/${flow.id}/publish`, { version: flow.version });
    const entered = await send<{ run: { id: string } }>(`/api/v1/flows/${flow.id}/runs`, { contact: contacts[0]!.id });
    const { data: experiments } = await read<{ data: { id: string }[] }>('/api/v1/experiments');
    return { flow: flow.id, run: entered.run.id, experiment: experiments[0]!.id };
  };
  /** Signs up, which sends a mail. */
  const signUp = async (): Promise<string> => {
    const { token } = await read<{ token: string }>(`/v1/form-token?key=${dev.writeKey}`);
    await pause(1_500);
    const form = { email: 'bench@example.com', formToken: token, wordingVersion: 'v1', wording: 'News, please.' };
    const response = await fetch(new URL(`/v1/subscribe?key=${dev.writeKey}`, dev.apiUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: new URL(dev.storefrontUrl).origin },
      body: JSON.stringify(form),
    });
    if (!response.ok) throw new Error(`subscribe: ${response.status} ${await response.text()}`);
    return (await read<{ data: { id: string }[] }>('/api/v1/deliveries?limit=1')).data[0]!.id;
  };
  return {
    writeKey: dev.writeKey,
    contacts,
    heaviest: heaviest ?? ids.data[0]!,
    sources: (await read<{ data: Source[] }>('/api/v1/sources')).data,
    contactCursor: cursor(
      contacts[0]!.id.replace(/\d{10}$/, String(Math.floor(Number(options.contacts) / 2)).padStart(10, '0')),
    ),
    eventCursor: cursor(Math.floor(eventCount / 2)),
    erased: await erase(contacts.at(-1)!.id),
    delivery: await signUp(),
    message: (await read<{ data: { id: string }[] }>('/api/v1/messages')).data[0]!.id,
    segment: await addSegment(),
    campaign: await addCampaign(),
    ...(await addFlow()),
  };
}

/** A cursor as the API encodes it. */
function cursor(place: unknown): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

async function measure(
  { dev }: RunningBeckon,
  endpoint: Read,
  what: string,
  path: (n: number) => string,
): Promise<Measured> {
  const times: number[] = [];
  let failures = 0;
  // The first two do not count: the code is compiled and connections are opened.
  for (let n = -2; n < rounds; n++) {
    const start = performance.now();
    const stop = new AbortController();
    const response = await fetch(new URL(path(Math.max(0, n)), dev.apiUrl), {
      headers: { authorization: `Bearer ${dev.apiKey}` },
      signal: stop.signal,
    });
    if ('isStream' in endpoints[endpoint]) {
      await response.body!.getReader().read();
      stop.abort();
    } else await response.arrayBuffer();
    if (n < 0) continue;
    times.push(performance.now() - start);
    if (!response.ok) failures++;
  }
  const at = (share: number) => times.toSorted((a, b) => a - b)[Math.ceil(share * times.length) - 1]!;
  return { endpoint, what, p50: at(0.5), p95: at(0.95), failures };
}

function line({ endpoint, what, p50, p95, failures }: Measured): string {
  const name = `${endpoints[endpoint].path} ${what}`.trim();
  return `${name.padEnd(72)}${p50.toFixed(1).padStart(9)}${p95.toFixed(1).padStart(9)}${failures > 0 ? `  ${failures} failed` : ''}`;
}

async function writeTable(measured: Measured[]): Promise<void> {
  const page = await readFile('docs/performance.md', 'utf8');
  const size = `${number.format(Number(options.contacts))} contacts and ${number.format(Number(options.events))} events`;
  const machine = `${cpus().length} shared cores (${arch()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
  const rows = measured.map(
    ({ endpoint, what, p50, p95, failures }) =>
      `| \`${endpoints[endpoint].path}\` ${what} | ${p50.toFixed(1)} | ${p95.toFixed(1)}${failures > 0 ? `, ${failures} failed` : ''} |`,
  );
  const text = [
    `Measured ${new Date().toISOString().slice(0, 10)} with ${size}, ${rounds} requests each, on ${machine}.`,
    '',
    '| GET | p50, ms | p95, ms |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
  const block = /(<!-- bench:api -->\n)[\s\S]*?(<!-- \/bench:api -->)/;
  if (!block.test(page)) throw new Error('the page has no marks <!-- bench:api -->');
  await writeFile(
    'docs/performance.md',
    page.replace(block, (_, begin, end) => `${begin}${text}\n${end}`),
  );
}
