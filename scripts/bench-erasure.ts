import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBeckon } from '@beckon/test-setup/start-beckon';
import type { Contact, Erasure } from '../packages/contract/src/index.ts';
import { prepareSample } from './bench-database.ts';

/**
 * `pnpm bench:erasure [--contacts n] [--events n] [--keep folder]`: erases persons of a large shop over HTTP, among
 * them the one with the most events, while the shop keeps sending. Exits with 1 if one takes longer than a minute, or
 * a call in between longer than a second.
 */
const { values: options } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    events: { type: 'string', default: '10000000' },
    keep: { type: 'string' },
  },
});
const goal = { erasure: 60_000, call: 1_000 };

const folder = await prepareSample(options);
const beckon = await startBeckon(folder, { BECKON_LOG_LEVEL: 'error' });
try {
  const { dev } = beckon;
  const headers = { authorization: `Bearer ${dev.apiKey}`, 'content-type': 'application/json' };
  const call = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
    const response = await fetch(new URL(path, dev.apiUrl), { headers, ...init });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const find = async (query: string) => (await call<{ data: Contact[] }>(`/api/v1/contacts?limit=3&${query}`)).data;
  const people = [...(await find('search=ada.abe.0@')), ...(await find('orderCount.gte=5'))];
  let slowest = 0;
  let sent = 0;
  const shop = { isOpen: true };
  const sending = (async () => {
    while (shop.isOpen) {
      const event = { id: crypto.randomUUID(), type: 'page_viewed', anonymousId: `bench ${sent++ % 50}` };
      const started = performance.now();
      await call('/api/v1/events', { method: 'POST', body: JSON.stringify({ events: [event] }) });
      slowest = Math.max(slowest, performance.now() - started);
    }
  })();
  for (const { id } of people) {
    const started = performance.now();
    await call(`/api/v1/contacts/${id}/erase`, { method: 'POST', body: '{}' });
    const accepted = performance.now() - started;
    let erasure: Erasure;
    do {
      await new Promise((wait) => setTimeout(wait, 100));
      erasure = await call<Erasure>(`/api/v1/contacts/${id}/erasure`);
    } while (erasure.status !== 'done' && performance.now() - started < 2 * goal.erasure);
    const took = performance.now() - started;
    console.log(
      `accepted in ${accepted.toFixed(0)} ms, done in ${(took / 1_000).toFixed(1)} s, ${erasure.erasedEvents} events`,
    );
    if (took > goal.erasure) process.exitCode = 1;
  }
  shop.isOpen = false;
  await sending;
  console.log(`${sent} concurrent calls, the slowest ${slowest.toFixed(0)} ms`);
  if (slowest > goal.call) process.exitCode = 1;
} finally {
  await beckon.stop();
  if (!options.keep) await rm(resolve(folder, '..'), { recursive: true, force: true });
}
