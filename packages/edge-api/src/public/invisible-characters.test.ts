import { sql } from '@beckon/core/db';
import { applyAll, runReadyJobs } from '@beckon/core/testing';
import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, sender, post, newTenant } = await createTestApi();
const wording = { wordingVersion: '1', wording: 'Yes' };

test.each(['\u200banna@shop.test', 'be\u00adn@shop.test', '\u00a0\ufeffcid@shop.test\u200f'])(
  'an address with characters that nobody sees gets its mail: %j',
  async (email) => {
    const seen = email.replace(/[^a-z@.]/g, '');
    expect((await post('/v1/subscribe', { email, ...wording })).status).toBe(202);
    await runReadyJobs(ctx);
    expect(JSON.stringify(sender.sent.at(-1)!.to)).toContain(`"${seen}"`);
  },
);

test('by API and by Segment’s API it is the same person as without them', async () => {
  const { id, secretKey } = await newTenant();
  const send = (path: string, body: object) =>
    app.request(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await send('/api/v1/events', {
    events: [
      { id: '1', type: 'page_viewed', email: 'dora@shop.test' },
      { id: '2', type: 'page_viewed', email: 'do\u200bra@shop.test' },
    ],
  });
  await send('/v1/identify', { messageId: '3', traits: { email: '\u2066dora@shop.test\u2069' } });
  await applyAll(ctx);
  expect(await ctx.db.query(sql`select email from contacts where tenant_id = ${id}`)).toEqual([
    { email: 'dora@shop.test' },
  ]);
});

test('a blank that is seen between two words makes no address', async () => {
  const answer = await post('/v1/subscribe', { email: 'an\u2003na@shop.test', ...wording });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'validation_failed' });
});
