import { endpoints } from '@beckon/contract';
import { readOptIn, setOptIn } from '@beckon/core/tenants';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readInput } from '../http/input.ts';
import type { TenantEnv } from './routes.ts';

/** How the shop takes sign-ups. */
export function newsletterRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();

  app.get('/newsletter', async (c) => c.json({ optIn: await readOptIn(ctx, c.get('tenantId')) }));

  app.put('/newsletter', async (c) => {
    const { optIn } = await readInput(c.req.raw, endpoints.putNewsletter.body);
    await setOptIn(ctx, c.get('tenantId'), optIn);
    return c.json({ optIn });
  });

  return app;
}
