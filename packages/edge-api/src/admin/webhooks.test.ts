import { expect, test } from 'vitest';
import { createTestApi } from '../testing/test-api.ts';

const { app, get, tenant } = await createTestApi();

test('the secret of webhooks can be read and replaced, and the log of changes says so', async () => {
  const read = async () => (await get('/api/v1/webhook-secret')).json();
  const { secret } = (await read()) as { secret: string };
  expect(secret).toMatch(/^whsec_/);
  const answer = await app.request('/api/v1/webhook-secret/replace', {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.apiKey}` },
  });
  const replaced = (await answer.json()) as { secret: string };
  expect(replaced.secret).toMatch(/^whsec_/);
  expect(replaced.secret).not.toBe(secret);
  expect(await read()).toEqual(replaced);
  const { data } = (await (await get('/api/v1/audit')).json()) as { data: { action: string }[] };
  expect(data[0]).toMatchObject({ action: 'webhook_secret.replaced' });
  expect(JSON.stringify(data)).not.toContain(replaced.secret);
});
