import { describeApi } from '@beckon/contract';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { METHOD_NAME_ALL } from 'hono/router';
import { adminRoutes } from './admin/routes.ts';
import type { ApiDeps } from './deps.ts';
import { createRefusal } from './http/allowed-methods.ts';
import { BodyBudget } from './http/body-budget.ts';
import { limitBodies } from './http/body-limits.ts';
import { FormAdmission } from './http/form-admission.ts';
import { FormLimits } from './http/form-limits.ts';
import { healthRoutes, metricsRoutes } from './http/health.ts';
import { IngestLimits } from './http/ingest-limits.ts';
import { problemResponse, toResponse } from './http/problems.ts';
import { createReceiveEvents } from './http/receive-events.ts';
import { tenantOf } from './http/request-tenant.ts';
import { SourceDirectory } from './http/source-directory.ts';
import { accountPages } from './pages/account.ts';
import { linkRoutes } from './pages/links.ts';
import { mailLinkRoutes } from './pages/mail-links.ts';
import { preferencePages } from './pages/preferences.ts';
import { referencePage, referenceStyles } from './pages/reference.ts';
import { setUpPages } from './pages/set-up.ts';
import { smsOptOutRoutes } from './pages/sms-opt-out.ts';
import { collectRoutes } from './public/collect.ts';
import { publicCors } from './public/cors.ts';
import { formTokenRoutes } from './public/form-token.ts';
import { preferenceRoutes } from './public/preferences.ts';
import { pushRoutes } from './public/push.ts';
import { subscribeRoutes } from './public/subscribe.ts';
import { waitlistRoutes } from './public/waitlist.ts';
import { segmentRoutes } from './segment-api/routes.ts';

const tracer = trace.getTracer('beckon');

/** The whole HTTP API. Web standards only: runs wherever Request and Response do. */
export function createApp(given: ApiDeps): Hono {
  const app = new Hono();
  const cameAs = new WeakMap<Request, Request>();
  const deps: ApiDeps = { ...given, clientAddress: (request) => given.clientAddress(cameAs.get(request) ?? request) };
  const directory = new SourceDirectory(deps);
  const ingestLimits = new IngestLimits(deps);
  const receiveEvents = createReceiveEvents(deps, ingestLimits);
  const limits = new FormLimits(deps);
  const admission = new FormAdmission(deps, limits);
  // What people do about their own data has separate budgets: a flood of sign-ups must not block it.
  const rightsAdmission = new FormAdmission(deps, new FormLimits(deps));
  let described: ReturnType<typeof describeApi> | undefined;
  // When it is asked for: it takes longer than all else of the start.
  const describe = () => (described ??= describeApi({ version: deps.version, serverUrl: deps.ctx.publicUrl }));

  app.use(observe(deps));
  app.use(limitBodies(given, cameAs, deps.bodies ?? new BodyBudget()));
  app.route('/', healthRoutes(deps));
  app.route('/', metricsRoutes({ metrics: deps.metrics, access: deps.metricsAccess ?? 'closed' }));
  app.get('/openapi.json', (c) => c.json(describe()));
  app.get('/docs', (c) => c.html(referencePage(describe())));
  app.get('/reference.css', (c) => c.body(referenceStyles, 200, { 'content-type': 'text/css; charset=utf-8' }));
  app.route('/', segmentRoutes(deps, directory, ingestLimits, receiveEvents));
  app.use('/v1/*', publicCors(deps, directory));
  app.route('/', collectRoutes(directory, ingestLimits, receiveEvents));
  app.route('/', formTokenRoutes(deps, directory, limits));
  app.route('/', subscribeRoutes(deps, directory, admission));
  app.route('/', waitlistRoutes(deps, directory, admission));
  app.route('/', preferenceRoutes(deps, directory, rightsAdmission));
  app.route('/', pushRoutes(deps, directory, limits, rightsAdmission.limits));
  app.route('/', linkRoutes(deps));
  app.route('/', smsOptOutRoutes(deps));
  app.route('/', mailLinkRoutes(deps));
  app.route('/', preferencePages(deps, rightsAdmission));
  app.route('/', accountPages(deps));
  app.route('/', setUpPages(deps));
  // After the pages of links, which answer such a link as any other that is not theirs.
  app.use(refuseUnreadablePaths);
  app.on(['GET', 'POST'], '/api/auth/*', (c) => deps.signIn.handle(c.req.raw, deps.clientAddress(c.req.raw)));
  app.route('/', adminRoutes(deps, directory));
  app.get('*', async (c) => (await deps.asset(c.req.raw)) ?? refuse(c.req.raw, c.req.path));

  app.notFound((c) => refuse(c.req.raw, c.req.path));
  const refuse = createRefusal(app, async ({ url }) => (await deps.asset(new Request(url))) !== null);
  app.onError((error) => toResponse(error, deps.ctx.log));
  return app;
}

/** No file, id or token contains a NUL, and neither file systems nor databases accept one. */
const refuseUnreadablePaths: MiddlewareHandler = async (c, next) =>
  c.req.path.includes('\0') ? problemResponse('not_found') : next();

/** The route that answered: the last one that ran with a method of its own, not the middleware around it. */
function routeOf(c: Context): string {
  const ran = matchedRoutes(c).slice(0, c.req.routeIndex + 1);
  return ran.findLast((route) => route.method !== METHOD_NAME_ALL)?.path ?? 'none';
}

/** One span and one measurement per request, by route and never by path: paths hold ids and tokens. */
function observe(deps: ApiDeps): MiddlewareHandler {
  return (c, next) =>
    tracer.startActiveSpan(c.req.method, async (span) => {
      const end = deps.metrics.requests.startTimer({ method: c.req.method });
      const begun = deps.ctx.clock.monotonic();
      try {
        await next();
      } finally {
        const route = routeOf(c);
        const status = c.res.status;
        end({ route, status: String(status) });
        const took = deps.ctx.clock.monotonic() - begun;
        deps.answers.note(deps.ctx, tenantOf(c.req.raw), `${c.req.method} ${route}`, took);
        span.updateName(`${c.req.method} ${route}`);
        span.setAttributes({
          'http.request.method': c.req.method,
          'http.route': route,
          'http.response.status_code': status,
        });
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      }
    });
}
