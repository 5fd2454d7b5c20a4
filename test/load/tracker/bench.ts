import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { launchChromium } from '@beckon/test-setup/chromium';
import { root, run } from '../../../scripts/run.ts';
import { type Delivery, measureDelivery, type Scenario, scenarios } from './delivery.ts';
import { installPeers, type LoadedPeer, loadPeer } from './load-peer.ts';
import { peers as all, beckon, umamiOf } from './peers.ts';
import { goals, type Result, tables, writeBlock } from './report.ts';
import { openShop } from './shop.ts';
import { measureCalls, measureStartUp } from './speed.ts';

/**
 * `pnpm bench:tracker`: our tracker compared with others, in one run of one Chromium. A complete run writes its tables
 * into docs/performance.md; `--quick` and `--only` only print. Read ratios, not absolutes.
 */
const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' }, umami: { type: 'string' } },
});
const known = [...all, ...(values.umami ? [umamiOf(values.umami)] : [])];
const wanted = values.only?.split(',') ?? known.map(({ id }) => id);
const unknown = wanted.filter((id) => !known.some((peer) => peer.id === id));
if (unknown.length > 0) {
  console.error(`--only: no tracker ${unknown.join(', ')}; there are ${known.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}
const isWhole = !values.quick && !values.only;
const rounds = values.quick ? 5 : 11;
const calls = values.quick ? 200 : 1_000;

if ((await run('node', ['scripts/build.ts'])) !== 0) process.exit(1);
const chosen = known.filter(({ id }) => wanted.includes(id));
if (chosen.some(({ id }) => id !== beckon.id)) await installPeers();
const peers: LoadedPeer[] = [];
for (const peer of chosen) peers.push(await loadPeer(peer));

const browser = await launchChromium();
const shop = await openShop();
const bench = { browser, shop };
try {
  say(`start-up: ${rounds} rounds of ${peers.length + 1} pages`);
  const startUps = await measureStartUp(bench, peers, rounds);
  const results: Result[] = [];
  for (const peer of peers) {
    say(`${peer.title}: calls`);
    const normal = await measureCalls(bench, peer, 1, calls);
    const slow = await measureCalls(bench, peer, 4, calls);
    say(`${peer.title}: ${slow.median.toFixed(0)} µs a call at 4x, ${normal.perEvent.toFixed(0)} µs an event all in`);
    results.push({
      peer,
      startUp: startUps.get(peer.id)!,
      calls: { normal, slow },
      delivery: {} as Record<Scenario, Delivery>,
    });
  }
  await measureDeliveries(results);

  const text = tables(results);
  console.log(`\n${text}\n`);
  const judged = goals(results);
  for (const { what, isMet, measured } of judged) console.log(`${isMet ? 'pass' : 'FAIL'}  ${what}: ${measured}`);
  if (isWhole) {
    const file = join(root, 'docs/performance.md');
    const day = new Date().toISOString().slice(0, 10);
    const made = `Measured ${day}, Chromium ${browser.version()}, Node ${process.versions.node}.`;
    await writeFile(file, writeBlock(await readFile(file, 'utf8'), `${made}\n\n${text}`));
    say('written into docs/performance.md');
  }
  if (judged.some(({ isMet }) => !isMet)) process.exitCode = 1;
} finally {
  await browser.close();
  shop.close();
}

/** Three at a time: they mostly wait, and each has its own browser profile and collector. */
async function measureDeliveries(results: Result[]): Promise<void> {
  const tasks = results.flatMap((result) => scenarios.map((scenario) => ({ result, scenario })));
  const work = async () => {
    for (let task = tasks.shift(); task; task = tasks.shift()) {
      const { result, scenario } = task;
      const delivery = await inTime(() => measureDelivery(scenario, { ...bench, peer: result.peer }));
      result.delivery[scenario] = delivery;
      say(
        `${result.peer.title}: ${scenario}: ${delivery.delivered} of ${delivery.sent}, ${delivery.afterReturn} in the end`,
      );
    }
  };
  await Promise.all([work(), work(), work()]);
}

/**
 * On a busy machine Chromium sometimes never responds for a page that has left: then the run is repeated with a new
 * profile.
 */
async function inTime<T>(measure: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 3; tries++) {
    const measuring = measure();
    const measured = await Promise.race([measuring, pause(240_000, null, { ref: false })]);
    if (measured !== null) return measured;
    // Rejects when the browser closes, after the result is no longer needed.
    measuring.catch(() => {});
    say('no response from a page in four minutes: measuring again');
  }
  throw new Error('no response from a page three times');
}

function say(line: string): void {
  console.log(`${new Date().toISOString().slice(11, 19)} ${line}`);
}
