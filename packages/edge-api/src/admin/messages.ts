import { endpoints } from '@beckon/contract';
import { putMessageTopic, readMessages } from '@beckon/core/messages';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readInput } from '../http/input.ts';
import type { TenantEnv } from './routes.ts';

/** What the shop says. */
export function messageRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();

  app.get('/messages', async (c) => c.json({ messages: await readMessages(ctx, c.get('tenantId')) }));

  app.put('/messages/:id/topic', async (c) => {
    const { topic } = await readInput(c.req.raw, endpoints.putMessageTopic.body);
    return c.json(await putMessageTopic(ctx, c.get('tenantId'), c.req.param('id'), topic));
  });

  return app;
}
