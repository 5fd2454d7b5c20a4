import { endpoints } from '@beckon/contract';
import {
  addSource,
  changeSource,
  listSources,
  readSourceSchema,
  revokeKey,
  revokeSource,
  rotateKey,
  showKey,
} from '@beckon/core/sources';
import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { readInput } from '../http/input.ts';
import { readId } from './cursor.ts';
import type { TenantEnv } from './routes.ts';

/** The sites and servers that send events, and their keys. */
export function sourceRoutes({ ctx }: ApiDeps): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();

  app.get('/sources', async (c) => c.json({ data: await listSources(ctx, c.get('tenantId')) }));

  app.post('/sources', async (c) => {
    const given = await readInput(c.req.raw, endpoints.addSource.body);
    return c.json(await addSource(ctx, c.get('tenantId'), given), 201);
  });

  app.patch('/sources/:id', async (c) => {
    const id = readId(c.req.param('id'));
    const changes = await readInput(c.req.raw, endpoints.changeSource.body);
    return c.json(await changeSource(ctx, c.get('tenantId'), id, changes));
  });

  app.post('/sources/:id/revoke', async (c) => {
    await revokeSource(ctx, c.get('tenantId'), readId(c.req.param('id')));
    return c.json({ result: 'revoked' });
  });

  app.get('/sources/:id/schema', async (c) =>
    c.json(await readSourceSchema(ctx, c.get('tenantId'), readId(c.req.param('id')))),
  );

  app.post('/sources/:id/keys', async (c) => {
    const id = readId(c.req.param('id'));
    const wish = await readInput(c.req.raw, endpoints.rotateKey.body);
    return c.json(await rotateKey(ctx, c.get('tenantId'), id, wish), 201);
  });

  app.get('/sources/:id/keys/:keyId', async (c) =>
    c.json(await showKey(ctx, c.get('tenantId'), readId(c.req.param('id')), readId(c.req.param('keyId')))),
  );

  app.post('/sources/:id/keys/:keyId/revoke', async (c) => {
    await revokeKey(ctx, c.get('tenantId'), readId(c.req.param('id')), readId(c.req.param('keyId')));
    return c.json({ result: 'revoked' });
  });

  return app;
}
