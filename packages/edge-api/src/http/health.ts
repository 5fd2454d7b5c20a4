import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { ReadinessCheck } from './readiness.ts';

/** For load balancers and Prometheus. */
export function healthRoutes({
  ctx,
  metrics,
  runsConsumers,
}: Pick<ApiDeps, 'ctx' | 'metrics' | 'runsConsumers'>): Hono {
  const app = new Hono();
  const check = new ReadinessCheck(ctx, runsConsumers);
  app.get('/health/live', (c) => c.json({ status: 'ok' }));
  app.get('/health/ready', async (c) => {
    const { httpStatus, readiness } = await check.read();
    return c.json(readiness, httpStatus);
  });
  app.get('/metrics', async (c) =>
    c.body(await metrics.registry.metrics(), 200, { 'content-type': metrics.registry.contentType }),
  );
  return app;
}
