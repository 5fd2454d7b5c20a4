import { isEqualInConstantTime } from '@beckon/core/lib';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import type { ApiMetrics } from './metrics.ts';
import { problemResponse } from './problems.ts';

/** Who may read the figures: anybody, who shows a token, or nobody. */
export type MetricsAccess = 'open' | 'closed' | { token: string };

/** For load balancers. */
export function healthRoutes({ ctx }: Pick<ApiDeps, 'ctx'>): Hono {
  const app = new Hono();
  app.get('/health/live', (c) => c.json({ status: 'ok' }));
  app.get('/health/ready', async (c) => {
    const isReady = await ctx.db.isReachable();
    return c.json({ status: isReady ? 'ok' : 'database_unavailable' }, isReady ? 200 : 503);
  });
  return app;
}

/** For Prometheus. The figures are those of all tenants together, so they are the operator's alone. */
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
