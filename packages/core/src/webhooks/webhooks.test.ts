import { expect, test } from 'vitest';
import { createTestContext } from '../testing/index.ts';
import { postWebhook, readWebhookSecrets, replaceWebhookSecret } from './index.ts';
import { signWebhook } from './sign-webhook.ts';

const { ctx, clock, webhooks, newTenant } = await createTestContext();
const webhook = {
  url: 'https://shop.test/hooks',
  id: 'msg_1',
  type: 'flow.step',
  at: '2026-11-28T10:00:00Z',
  data: {},
};

test('the example of Standard Webhooks has the signature that it names', () => {
  const content = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1_614_265_330, body: '{"test": 2432232314}' };
  expect(signWebhook(['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'], content)).toEqual({
    'content-type': 'application/json',
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

test('a replaced secret signs for one more day', async () => {
  const tenant = await newTenant();
  const [first] = await readWebhookSecrets(ctx, tenant.id);
  expect(first).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(await readWebhookSecrets(ctx, (await newTenant()).id)).not.toContain(first);
  const second = await replaceWebhookSecret(ctx, tenant.id);
  expect(await readWebhookSecrets(ctx, tenant.id)).toEqual([second, first]);
  await postWebhook(ctx, tenant.id, webhook);
  expect(webhooks.posted.at(-1)!.headers['webhook-signature']!.split(' ')).toHaveLength(2);
  clock.advance(24 * 60 * 60_000);
  expect(await readWebhookSecrets(ctx, tenant.id)).toEqual([second]);
});

test('only a status of 2xx means that it has arrived', async () => {
  const tenant = await newTenant();
  const answers = {
    200: 'delivered',
    204: 'delivered',
    301: 'retry',
    400: 'retry',
    404: 'retry',
    410: 'refused',
    429: 'retry',
    500: 'retry',
  };
  for (const [status, result] of Object.entries(answers)) {
    webhooks.answer = () => ({ outcome: 'answered', status: Number(status), retryAfter: 5_000 });
    expect(await postWebhook(ctx, tenant.id, webhook), status).toMatchObject({ result, reason: `HTTP ${status}` });
  }
  webhooks.answer = () => ({ outcome: 'failed', reason: 'took too long' });
  expect(await postWebhook(ctx, tenant.id, webhook)).toEqual({ result: 'retry', reason: 'took too long' });
  webhooks.answer = () => ({ outcome: 'refused', reason: 'only https is allowed' });
  expect(await postWebhook(ctx, tenant.id, webhook)).toMatchObject({ result: 'refused' });
});
