import { streamedEventSchema } from '@beckon/contract';
import { applyAll } from '@beckon/core/testing';
import { expect, onTestFinished, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, ctx, tenant, newTenant, post } = await createTestApi();

/** Opens the live stream and reads it message by message. */
async function open(cookie: string) {
  const answer = await app.request('/api/v1/events/stream', { headers: { cookie } });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  onTestFinished(() => reader.cancel());
  let rest = '';
  const next = async (): Promise<{ event: string; data: string } | null> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const message = rest.slice(0, end);
        rest = rest.slice(end + 2);
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(message)?.[1] ?? '';
        return { event: field('event'), data: field('data') };
      }
      const { done, value } = await reader.read();
      if (done) return null;
      rest += value;
    }
  };
  return { next };
}

test('each applied event is sent once, with its contact', async () => {
  await post('/v1/collect', { events: [{ id: 'before', type: 'page_viewed', anonymousId: 'v' }] });
  await applyAll(ctx);
  const { next } = await open(`user=${tenant.id}`);
  expect(await next()).toMatchObject({ event: 'ready' });
  const seen: string[] = [];
  for (let round = 0; round < 3; round++) {
    const events = [1, 2, 3].map((number) => ({
      id: `${round}/${number}`,
      type: `round_${round}_${number}`,
      anonymousId: 'v',
    }));
    await post('/v1/collect', { events });
    await applyAll(ctx);
    for (const _ of events) {
      const message = await next();
      expect(message!.event).toBe('event');
      const event = JSON.parse(message!.data);
      expect(streamedEventSchema.parse(event)).toEqual(event);
      seen.push(event.type);
    }
  }
  expect(seen).toEqual([0, 1, 2].flatMap((round) => [1, 2, 3].map((number) => `round_${round}_${number}`)));
});

test('a stream contains no events of another tenant', async () => {
  const other = await newTenant();
  const { next } = await open(`user=${other.id}`);
  await next();
  await post('/v1/collect', { events: [{ id: 'secret', type: 'secret_thing', anonymousId: 'v' }] });
  await app.request(`/v1/collect?key=${other.writeKey}`, {
    method: 'POST',
    body: JSON.stringify({ events: [{ id: 'own', type: 'own_thing', anonymousId: 'v' }] }),
  });
  await applyAll(ctx);
  expect(JSON.parse((await next())!.data)).toMatchObject({ type: 'own_thing' });
});

test('who may no longer see is cut off at the next sign of life', async () => {
  let isSignedIn = true;
  const own = await createTestApi();
  const { userOf } = own.deps.signIn;
  own.deps.signIn.userOf = async (request) => (isSignedIn ? userOf(request) : null);
  const answer = await own.app.request('/api/v1/events/stream', { headers: { cookie: `user=${own.tenant.id}` } });
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  // Time goes on while it is read: a sign of life is due every 15 s.
  const time = setInterval(() => own.clock.advance(16_000), 5);
  onTestFinished(() => clearInterval(time));
  let said = '';
  while (!said.includes('event: alive')) said += (await reader.read()).value;
  isSignedIn = false;
  while (!(await reader.read()).done);
});
