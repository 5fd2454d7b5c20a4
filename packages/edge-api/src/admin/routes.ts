import type { Hono } from 'hono';
import type { ApiDeps } from '../deps.ts';
import { requireCaller } from '../http/require-caller.ts';
import { ApiServer } from '../http/serve.ts';
import type { SourceDirectory } from '../http/source-directory.ts';
import { serveAlerts } from './alerts.ts';
import { serveApiKeys } from './api-keys.ts';
import { serveAttribution } from './attribution.ts';
import { serveAudit } from './audit.ts';
import { serveBounces } from './bounces.ts';
import { serveCampaigns } from './campaigns.ts';
import { serveCatalog } from './catalog.ts';
import { serveContacts } from './contacts.ts';
import { serveCosts } from './costs.ts';
import { serveCoupons } from './coupons.ts';
import { serveDeliveries } from './deliveries.ts';
import { serveEvents } from './events.ts';
import { serveExperiments } from './experiments.ts';
import { serveFlows } from './flows.ts';
import { serveMessages } from './messages.ts';
import { serveMetrics } from './metrics.ts';
import { serveOperations } from './operations.ts';
import { serveReports } from './reports.ts';
import { serveRetention } from './retention.ts';
import { serveSegments } from './segments.ts';
import { serveSenderDomain } from './sender-domain.ts';
import { serveSettings } from './settings.ts';
import { serveSms } from './sms.ts';
import { serveSources } from './sources.ts';
import { serveTopics } from './topics.ts';
import { serveUsers } from './users.ts';
import { serveWebhooks } from './webhooks.ts';
import { serveWordings } from './wordings.ts';

/** What the admin app and servers of the shop call: each request for one shop, by a caller with the permission. */
export function adminRoutes(deps: ApiDeps, directory: SourceDirectory): Hono {
  const api = new ApiServer(
    deps.ctx,
    (request, permission) => requireCaller(deps, directory, request, permission),
    deps.checksAnswers,
  );
  for (const serve of [
    serveAlerts,
    serveApiKeys,
    serveAttribution,
    serveAudit,
    serveBounces,
    serveCatalog,
    serveContacts,
    serveCosts,
    serveCoupons,
    serveDeliveries,
    serveEvents,
    serveExperiments,
    serveFlows,
    serveCampaigns,
    serveMetrics,
    serveMessages,
    serveOperations,
    serveReports,
    serveRetention,
    serveSegments,
    serveSenderDomain,
    serveSettings,
    serveSms,
    serveSources,
    serveTopics,
    serveUsers,
    serveWebhooks,
    serveWordings,
  ]) {
    serve(api, deps);
  }
  return api.routes;
}
