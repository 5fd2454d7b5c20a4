import { recordConsent, suppress } from '@beckon/core/consent';
import { findOrCreateByEmail } from '@beckon/core/contacts';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

/**
 * A form must not reveal whether an address is known to a shop. Pairs of requests, for a known and an unknown address,
 * get the same bytes, and a classifier that sees how long they took can do no better than guess. Its power is the area
 * under its curve (AUC): 0.5 is guessing, 1 is knowing. The short run has 30 pairs of a kind, where guessing alone
 * varies by 0.075 (one standard deviation): with a bound of 0.8 it detects an answer that differs in its bytes, or
 * clearly in its time. The bound of 0.55 needs the long run, `pnpm test:timing`: 2,500 pairs of each of four kinds are
 * 20,000 requests to each call.
 */
const pairs = Number(process.env.BECKON_TIMING_PAIRS ?? 30);
const bound = pairs >= 2_000 ? 0.55 : 0.8;
const warmUp = 10;
const generous = { perSecond: 1, burst: 10_000_000 };
const { ctx, tenant, post } = await createTestApi({
  // As in a server.
  answerStep: 100,
  limits: { formsPerNetwork: generous, formsPerTenant: generous, lookupsPerNetwork: generous },
});
const agreed = { wordingVersion: 'v1', wording: 'News, please.' };
const page = { origin: 'https://shop.test' };

const calls: Record<string, object> = {
  '/v1/subscribe': agreed,
  '/v1/waitlist': { productId: 'mug', ...agreed },
  '/v1/preferences/link': {},
};

/** How an address may be known; each makes one of it. */
const kinds: Record<string, (email: string, path: string) => Promise<unknown>> = {
  'a subscriber': async (email) => {
    const contactId = await findOrCreateByEmail(ctx, tenant.id, email);
    const said = { contactId, action: 'granted', source: 'newsletter', method: 'double_opt_in' } as const;
    const entry = { ...said, wordingVersion: 'v1', evidence: {} };
    await ctx.db.transaction((tx) =>
      recordConsent({ ...ctx, db: tx }, tenant.id, [
        { ...entry, type: 'email' },
        { ...entry, type: 'marketing' },
      ]),
    );
  },
  'somebody who left': async (email) => {
    await findOrCreateByEmail(ctx, tenant.id, email);
    await suppress(ctx, tenant.id, 'email', email, 'unsubscribed');
  },
  'an address that is blocked': async (email) => {
    await findOrCreateByEmail(ctx, tenant.id, email);
    await suppress(ctx, tenant.id, 'email', email, 'address_blocked');
  },
  'somebody who was asked to confirm today': (email, path) => send(path, email),
};

let made = 0;
let sent = 0;
const newAddress = () => `p${String(++made).padStart(8, '0')}@example.com`;

function send(path: string, email: string): Promise<Response> {
  return post(path, { ...calls[path], email, submissionId: `submission ${++sent}` }, page);
}

async function timed(path: string, email: string) {
  const begun = performance.now();
  const answer = await send(path, email);
  const body = await answer.text();
  const took = performance.now() - begun;
  return { took, shown: `${answer.status}\n${body}\n${JSON.stringify([...answer.headers])}` };
}

/** How often a time of the first list is longer than one of the second. */
function areaUnderCurve(first: number[], second: number[]): number {
  const all = [...first.map((took) => ({ took, isFirst: true })), ...second.map((took) => ({ took, isFirst: false }))];
  all.sort((a, b) => a.took - b.took);
  const ranks = all.reduce((sum, { isFirst }, index) => (isFirst ? sum + index + 1 : sum), 0);
  return (ranks - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}

test.each(Object.keys(calls))(
  '%s tells nobody whether it knows an address, neither by its bytes nor by its time',
  async (path) => {
    const times = [];
    for (const [kind, make] of Object.entries(kinds)) {
      const addresses = Array.from({ length: warmUp + pairs }, newAddress);
      for (let from = 0; from < addresses.length; from += 20)
        await Promise.all(addresses.slice(from, from + 20).map((email) => make(email, path)));
      times.push({ kind, addresses, known: [] as number[], unknown: [] as number[] });
    }
    const shown = new Set<string>();
    for (let number = 0; number < warmUp + pairs; number++) {
      // Several at once, to wait less; which of them come first changes, so that it does not tell them apart.
      const round = times.flatMap(({ addresses, known, unknown }) => [
        { email: addresses[number]!, took: known },
        { email: newAddress(), took: unknown },
      ]);
      if (number % 2) round.reverse();
      const begin = (number * 3) % round.length;
      await Promise.all(
        [...round.slice(begin), ...round.slice(0, begin)].map(async ({ email, took }) => {
          const answer = await timed(path, email);
          shown.add(answer.shown);
          if (number >= warmUp) took.push(answer.took);
        }),
      );
    }
    expect([...shown]).toHaveLength(1);
    const found = times.map(({ kind, known, unknown }) => ({ kind, power: areaUnderCurve(known, unknown) }));
    if (pairs >= 2_000) console.log(path, found);
    for (const { kind, power } of found) expect(Math.abs(power - 0.5), `${kind}: ${power}`).toBeLessThan(bound - 0.5);
  },
  pairs * 300 + 60_000,
);
