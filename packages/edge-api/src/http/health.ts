import { isEqualInConstantTime } from '@beckon/core/lib';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import type { ApiMetrics } from './metrics.ts';
import { problemResponse } from './problems.ts';
import { ReadinessCheck } from './readiness.ts';

/** Who may read the metrics: everyone, callers with a token, or no caller. */
export type MetricsAccess = 'open' | 'closed' | { token: string };

/** For load balancers. */
export function healthRoutes({ ctx, runsConsumers }: Pick<ApiDeps, 'ctx' | 'runsConsumers'>): Hono {
  const app = new Hono();
  const check = new ReadinessCheck(ctx, runsConsumers);
  app.get('/health/live', (c) => c.json({ status: 'ok' }));
  app.get('/health/ready', async (c) => {
    const { httpStatus, readiness } = await check.read();
    return c.json(readiness, httpStatus);
  });
  return app;
}

/** For Prometheus. The metrics cover all tenants together, so only the operator may read them. */
export function metricsRoutes({ metrics, access }: { metrics: ApiMetrics; access: MetricsAccess }): Hono {
  const app = new Hono();
  app.get('/metrics', async (c) => {
    if (access === 'closed') return problemResponse('not_found');
    if (access !== 'open') {
      const [, token = ''] = /^Bearer (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? [];
      if (!isEqualInConstantTime(Buffer.from(token), Buffer.from(access.token))) {
        return problemResponse('key_unknown', 'send BECKON_METRICS_TOKEN as Authorization: Bearer');
      }
    }
    return c.body(await metrics.registry.metrics(), 200, {
      'content-type': metrics.registry.contentType,
      'cache-control': 'no-store',
    });
  });
  return app;
}
