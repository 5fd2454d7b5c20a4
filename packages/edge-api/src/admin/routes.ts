import { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { catalogRoutes } from './catalog.ts';
import { contactRoutes } from './contacts.ts';
import { eventRoutes } from './events.ts';
import { messageRoutes } from './messages.ts';
import { newsletterRoutes } from './newsletter.ts';
import { operationRoutes } from './operations.ts';
import { requireTenant } from './require-tenant.ts';
import { retentionRoutes } from './retention.ts';
import { sourceRoutes } from './sources.ts';
import { topicRoutes } from './topics.ts';
import { wordingRoutes } from './wordings.ts';

export type TenantEnv = { Variables: { tenantId: string } };

/** What the admin app and servers read: each request for one tenant, by session or secret key. */
export function adminRoutes(deps: ApiDeps, directory: SourceDirectory): Hono<TenantEnv> {
  const app = new Hono<TenantEnv>();
  app.use(async (c, next) => {
    c.set('tenantId', await requireTenant(deps, directory, c.req.raw));
    await next();
    c.res.headers.set('cache-control', 'no-store');
  });
  app.route('/', contactRoutes(deps));
  app.route('/', catalogRoutes(deps));
  app.route(
    '/',
    eventRoutes(deps, (request) =>
      requireTenant(deps, directory, request).then(
        () => true,
        () => false,
      ),
    ),
  );
  app.route('/', messageRoutes(deps));
  app.route('/', newsletterRoutes(deps));
  app.route('/', operationRoutes(deps));
  app.route('/', retentionRoutes(deps));
  app.route('/', sourceRoutes(deps));
  app.route('/', topicRoutes(deps));
  app.route('/', wordingRoutes(deps));
  return app;
}
