import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { chooseTestFolder } from '@beckon/test-setup/test-folder';
import autocannon from 'autocannon';
import { startEmbeddedPostgres } from '../apps/server/src/postgres/embedded.ts';
import { startBenchServer } from './bench-server.ts';

/**
 * `pnpm bench`: acknowledged durable events a second at /v1/collect, against the same server with the database taken
 * out of it. Rounds alternate, so that a busy machine slows both; read the ratio, not the rates.
 */
const rounds = Number(process.argv[2] ?? 3);
const seconds = 4;
const shapes = [
  { events: 1, connections: 64 },
  { events: 10, connections: 64 },
  { events: 50, connections: 32 },
];

const folder = await chooseTestFolder();
const postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), password: 'bench' });
const durable = await startBenchServer({ databaseUrl: postgres.url });
const bare = await startBenchServer({ databaseUrl: postgres.url, withoutDatabase: true });

try {
  console.log(`median of ${rounds} alternating rounds of ${seconds} s, events a second`);
  console.log(
    `${'events x connections'.padEnd(22)}${'durable'.padStart(10)}${'no database'.padStart(13)}${'ratio'.padStart(8)}${'p99 ms'.padStart(9)}`,
  );
  for (const shape of shapes) {
    const rates = { durable: [] as number[], bare: [] as number[], p99: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      const first = await load(durable.url, shape);
      rates.durable.push(first.rate);
      rates.p99.push(first.p99);
      rates.bare.push((await load(bare.url, shape)).rate);
    }
    const [d, b] = [median(rates.durable), median(rates.bare)];
    const cells = [
      Math.round(d).toString().padStart(10),
      Math.round(b).toString().padStart(13),
      (d / b).toFixed(2).padStart(8),
      median(rates.p99).toString().padStart(9),
    ];
    console.log(`${`${shape.events} x ${shape.connections}`.padEnd(22)}${cells.join('')}`);
  }
  const { applied, milliseconds } = await durable.drain();
  console.log(`consumer: ${applied} events applied, ${Math.round(applied / (milliseconds / 1_000))} a second`);
} finally {
  await durable.close();
  await bare.close();
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function load(
  url: string,
  shape: { events: number; connections: number },
): Promise<{ rate: number; p99: number }> {
  let number = 0;
  const result = await autocannon({
    url: `${url}/v1/collect?key=pk_bench`,
    method: 'POST',
    connections: shape.connections,
    duration: seconds,
    headers: { 'content-type': 'text/plain' },
    setupClient: (client) => {
      const next = () => client.setBody(body(shape.events, number++));
      next();
      client.on('response', next);
    },
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return { rate: (result['2xx'] * shape.events) / result.duration, p99: result.latency.p99 };
}

/** About 600 bytes an event, as a shop sends them, each with a new id. */
function body(count: number, number: number): string {
  const events = Array.from({ length: count }, (_, index) => ({
    id: `${Date.now().toString(36)}-${number}-${index}-${Math.random().toString(36).slice(2)}`,
    type: 'product_viewed',
    occurredAt: Date.now(),
    properties: {
      productId: 'storm-lantern',
      variantId: 'storm-lantern-night',
      title: 'Storm lantern',
      category: 'glow',
      price: 4_600,
      currency: 'USD',
      url: 'https://shop.example/products/storm-lantern?utm_source=newsletter&utm_medium=email&utm_campaign=autumn',
      imageUrl: 'https://shop.example/pictures/storm-lantern.svg',
      position: index,
    },
  }));
  const context = {
    url: 'https://shop.example/products/storm-lantern',
    referrer: 'https://search.example/',
    locale: 'en-US',
    timezone: 'Europe/Berlin',
    library: 'beckon.js',
  };
  return JSON.stringify({ sentAt: Date.now(), anonymousId: `visitor-${number % 500}`, context, events });
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}
