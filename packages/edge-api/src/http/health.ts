import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';

/** For load balancers and Prometheus. */
export function healthRoutes({ ctx, metrics }: Pick<ApiDeps, 'ctx' | 'metrics'>): Hono {
  const app = new Hono();
  app.get('/health/live', (c) => c.json({ status: 'ok' }));
  app.get('/health/ready', async (c) => {
    const isReady = await ctx.db.isReachable();
    return c.json({ status: isReady ? 'ok' : 'database_unavailable' }, isReady ? 200 : 503);
  });
  app.get('/metrics', async (c) =>
    c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  );
  return app;
}
