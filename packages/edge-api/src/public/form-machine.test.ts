import { formTokenAge } from '@beckon/core/challenge';
import { isSuppressed, readConsents, suppress } from '@beckon/core/consent';
import { findOrCreateByEmail, readContact } from '@beckon/core/contacts';
import { sql } from '@beckon/core/db';
import { runReadyJobs } from '@beckon/core/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const generous = { perSecond: 1, burst: 1_000_000 };
const { app, ctx, clock, sender, tenant, newTenant } = await createTestApi({
  limits: { formsPerNetwork: generous, formsPerTenant: generous, lookupsPerNetwork: generous },
});
const other = await newTenant();
const agreed = { wordingVersion: 'v1', wording: 'News, please.' };
const hour = 60 * 60 * 1_000;

/** The model of a token: when and for which shop it was created, and the submission that used it. */
type Token = { text: string; issuedAt: number; isForeign: boolean; usedFor?: string };

const paths = { subscribe: agreed, waitlist: { productId: 'mug', ...agreed }, 'preferences/link': {} };

const commands = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: fc.record({ does: fc.constant('fetch' as const), isForeign: fc.boolean() }) },
    {
      weight: 2,
      arbitrary: fc.record({
        does: fc.constant('wait' as const),
        time: fc.constantFrom(1, 999, 1_000, 20_000, formTokenAge.max, 25 * hour),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constant('submit' as const),
        path: fc.constantFrom(...(Object.keys(paths) as (keyof typeof paths)[])),
        who: fc.constantFrom('victim', 'VICTIM', 'somebody'),
        /** One of those that were fetched, none, or one that we did not make. */
        token: fc.oneof(fc.nat({ max: 3 }), fc.constantFrom('none' as const, 'forged' as const)),
        challengeAnswer: fc.constantFrom(undefined, undefined, 'altcha:wrong', 'altcha:solved', 'hcaptcha:solved'),
        submission: fc.constantFrom('one', 'two', 'three'),
        isPlain: fc.boolean(),
      }),
    },
  ),
  { minLength: 3, maxLength: 14 },
);

let made = 0;

async function makeVictim() {
  const email = `victim${++made}@example.com`;
  const id = await findOrCreateByEmail(ctx, tenant.id, email);
  if (made % 2) await suppress(ctx, tenant.id, 'email', email, 'address_blocked');
  const look = async () => ({
    contact: await readContact(ctx, tenant.id, id),
    consents: (await readConsents(ctx, tenant.id, id)).filter(({ state }) => state !== 'requested'),
    isSuppressed: await isSuppressed(ctx, tenant.id, 'email', email),
    suppressions: await ctx.db.query(sql`select reason from suppressions where tenant_id = ${tenant.id}`),
  });
  return { email, look };
}

test('for any requests in any order, a form passes only with a valid token or answer, and changes no other person’s data', async () => {
  let passed = 0;
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(commands, async (series) => {
      const victim = await makeVictim();
      const before = await victim.look();
      const begun = clock.now().getTime();
      const tokens: Token[] = [];
      sender.sent.length = 0;
      for (const command of series) {
        const now = clock.now().getTime();
        if (command.does === 'wait') {
          clock.advance(command.time);
          continue;
        }
        if (command.does === 'fetch') {
          const { isForeign } = command;
          const key = isForeign ? other.writeKey : tenant.writeKey;
          const answer = await app.request(`/v1/form-token?key=${key}`);
          const { token } = (await answer.json()) as { token: string };
          tokens.push({ text: token, issuedAt: now, isForeign });
          continue;
        }
        const { path, who, token: which, challengeAnswer, submission, isPlain } = command;
        const token = typeof which === 'number' ? tokens[which] : undefined;
        const email = { victim: victim.email, VICTIM: victim.email.toUpperCase(), somebody: `s${++made}@example.com` }[
          who
        ]!;
        const formToken = which === 'forged' ? `${tokens[0]?.text ?? 'k1.a.'}x` : token?.text;
        const fields = { ...paths[path], email, submissionId: `${made} ${submission}`, formToken, challengeAnswer };
        const name = `${fields.submissionId}\n${email}`;
        const age = token ? now - token.issuedAt : 0;
        const isTokenGood =
          !!token &&
          !token.isForeign &&
          age >= formTokenAge.min &&
          age <= formTokenAge.max &&
          (token.usedFor ?? name) === name;
        if (isTokenGood) token.usedFor = name;
        const expected = isTokenGood || challengeAnswer === 'altcha:solved';
        expected ? passed++ : asked++;
        const plain = isPlain && path === 'subscribe';
        const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
        const answer = await app.request(`/v1/${path}?key=${tenant.writeKey}`, {
          method: 'POST',
          body: plain ? String(new URLSearchParams(given)) : JSON.stringify(Object.fromEntries(given)),
          headers: { 'content-type': plain ? 'application/x-www-form-urlencoded' : 'text/plain' },
        });
        expect(answer.status).toBe(expected ? (plain ? 200 : 202) : 428);
        await runReadyJobs(ctx);
      }
      expect(await victim.look()).toEqual(before);
      const days = Math.floor((clock.now().getTime() - begun) / (24 * hour));
      const mails = sender.sent.filter(({ to }) => to.address === victim.email);
      const most = Math.min(3, days + 1) * 2 + Math.min(6, 3 * (days + 1));
      expect(mails.length).toBeLessThanOrEqual(before.isSuppressed ? 0 : most);
    }),
    { numRuns: 100 },
  );
  // Both ways were gone often enough.
  expect(Math.min(passed, asked)).toBeGreaterThan(60);
});
