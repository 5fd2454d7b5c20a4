import { endpoints } from '@beckon/contract';
import { putRetentionSettings, readRetentionRuns, readRetentionSettings } from '@beckon/core/retention';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readInput } from '../http/input.ts';
import type { TenantEnv } from './routes.ts';

/** For how long the shop keeps what. */
export function retentionRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();
  const answer = async (tenantId: string) => ({
    settings: await readRetentionSettings(ctx, tenantId),
    runs: await readRetentionRuns(ctx, tenantId),
  });

  app.get('/retention', async (c) => c.json(await answer(c.get('tenantId'))));

  app.put('/retention', async (c) => {
    const tenantId = c.get('tenantId');
    await putRetentionSettings(ctx, tenantId, await readInput(c.req.raw, endpoints.putRetention.body));
    return c.json(await answer(tenantId));
  });

  return app;
}
