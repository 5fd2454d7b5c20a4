import { collectRequestSchema } from '@beckon/contract';
import { expect, test, vi } from 'vitest';
import type { Clock } from '../clock.ts';
import type { ShopEvent } from './order-events.ts';
import { createOrderOutbox } from './order-outbox.ts';

type Body = { events: ShopEvent[] };

const order = (id: string): ShopEvent[] => [
  {
    id,
    type: 'placed_order',
    occurredAt: 1_795_000_000_000,
    email: 'anna@example.com',
    properties: { orderId: `TF-${id}`, total: 1850, currency: 'USD' },
  },
];
const stored = () => Response.json({ accepted: 1, duplicates: 0, quarantined: 0, results: [] }, { status: 202 });

/** An outbox with the given responses in order; waiting takes no time and is recorded. */
function outboxAgainst(answers: (() => Response | Promise<Response>)[]) {
  const waits: number[] = [];
  const bodies: Body[] = [];
  const requests: Request[] = [];
  const lines: string[] = [];
  const clock: Clock = {
    now: () => 1_795_000_000_000,
    random: () => 1,
    wait: async (ms, signal) => {
      signal.throwIfAborted();
      waits.push(ms);
    },
  };
  const fetch = async (url: string | URL | Request, init?: RequestInit) => {
    const request = new Request(url, init);
    requests.push(request);
    bodies.push((await request.clone().json()) as Body);
    return (answers.shift() ?? stored)();
  };
  const log = (line: string) => lines.push(line);
  const outbox = createOrderOutbox({ apiUrl: 'http://beckon.test', secretKey: 'sk_test', clock, log, fetch });
  const isEmpty = () => vi.waitFor(() => expect(outbox.waiting()).toBe(0));
  return { outbox, waits, bodies, requests, lines, isEmpty };
}

test('an order is sent to the events endpoint with the secret key, in the format of the contract', async () => {
  const { outbox, requests, bodies, isEmpty } = outboxAgainst([]);
  outbox.add(order('e1'));
  await isEmpty();
  expect(requests[0]?.url).toBe('http://beckon.test/api/v1/events');
  expect(requests[0]?.headers.get('authorization')).toBe('Bearer sk_test');
  expect(collectRequestSchema.safeParse(bodies[0]).success).toBe(true);
});

test('an order is tried again until it is stored, always under the same event id', async () => {
  const unavailable = () => Promise.reject(new Error('connection refused'));
  const { outbox, waits, bodies, isEmpty } = outboxAgainst([
    unavailable,
    () => new Response('', { status: 500 }),
    unavailable,
  ]);
  outbox.add(order('e1'));
  await isEmpty();
  expect(bodies.map((body) => body.events.map(({ id }) => id))).toEqual([['e1'], ['e1'], ['e1'], ['e1']]);
  expect(waits).toEqual([500, 1000, 2000]);
});

test('the wait is at least what Retry-After asks for', async () => {
  const busy = () => new Response('', { status: 503, headers: { 'retry-after': '7' } });
  const { outbox, waits, isEmpty } = outboxAgainst([busy]);
  outbox.add(order('e1'));
  await isEmpty();
  expect(waits).toEqual([7000]);
});

test('orders placed during an outage are sent together, oldest first', async () => {
  const { outbox, bodies, isEmpty } = outboxAgainst([() => Promise.reject(new Error('unavailable'))]);
  for (const id of ['e1', 'e2', 'e3']) outbox.add(order(id));
  await isEmpty();
  expect(bodies.at(-1)?.events.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
});

test('one refused order does not hold back others', async () => {
  const refused = () => new Response('', { status: 400 });
  const { outbox, bodies, lines, isEmpty } = outboxAgainst([
    () => Promise.reject(new Error('unavailable')),
    refused,
    stored,
    refused,
  ]);
  for (const id of ['e1', 'e2', 'e3']) outbox.add(order(id));
  await isEmpty();
  expect(bodies.slice(2).map((body) => body.events.map(({ id }) => id))).toEqual([['e1'], ['e2'], ['e3']]);
  expect(lines.filter((line) => line.includes('refused'))).toEqual([expect.stringContaining('e2')]);
});

test('an event that Beckon quarantines is logged with the reason and not sent again', async () => {
  const results = [{ id: 'e1', result: 'quarantined', code: 'property_invalid', reason: 'total: expected a number' }];
  const { outbox, lines, bodies, isEmpty } = outboxAgainst([() => Response.json({ results }, { status: 202 })]);
  outbox.add(order('e1'));
  await isEmpty();
  expect(bodies).toHaveLength(1);
  expect(lines.join()).toContain('total: expected a number');
});

test('closing gives up after a last attempt and logs the orders that Beckon does not have', async () => {
  const { outbox, lines } = outboxAgainst(Array(500).fill(() => Promise.reject(new Error('unavailable'))));
  outbox.add(order('e1'));
  await outbox.close();
  expect(lines.at(-1)).toContain('closed with 1 orders');
});
