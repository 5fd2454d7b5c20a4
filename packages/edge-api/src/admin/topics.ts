import { endpoints } from '@beckon/contract';
import { putTopics, readTopics } from '@beckon/core/topics';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readInput } from '../http/input.ts';
import type { TenantEnv } from './routes.ts';

/** What the shop writes about. */
export function topicRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();

  app.get('/topics', async (c) => c.json({ topics: await readTopics(ctx, c.get('tenantId')) }));

  app.put('/topics', async (c) => {
    const { topics } = await readInput(c.req.raw, endpoints.putTopics.body);
    await putTopics(ctx, c.get('tenantId'), topics);
    return c.json({ topics });
  });

  return app;
}
