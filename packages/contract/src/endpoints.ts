import type { z } from 'zod';
import { alertEndpoints } from './api/alerts.ts';
import { apiKeyEndpoints } from './api/api-keys.ts';
import { attributionEndpoints } from './api/attribution.ts';
import { auditEndpoints } from './api/audit.ts';
import { bounceEndpoints } from './api/bounces.ts';
import { campaignEndpoints } from './api/campaigns.ts';
import { catalogEndpoints } from './api/catalog.ts';
import { formTokenEndpoints } from './api/challenge.ts';
import { consentEndpoints } from './api/consent.ts';
import { contactEndpoints } from './api/contacts.ts';
import { costEndpoints } from './api/costs.ts';
import { couponEndpoints } from './api/coupons.ts';
import { currencyRateEndpoints } from './api/currency-rates.ts';
import { deliveryEndpoints } from './api/deliveries.ts';
import type { Endpoint } from './api/endpoint.ts';
import { eventEndpoints } from './api/events.ts';
import { experimentEndpoints } from './api/experiments.ts';
import { flowEndpoints } from './api/flows.ts';
import { messageEndpoints } from './api/messages.ts';
import { metricsEndpoints } from './api/metrics.ts';
import { newsletterEndpoints } from './api/newsletter.ts';
import { operationEndpoints } from './api/operations.ts';
import { preferenceEndpoints } from './api/preferences.ts';
import { providerEventEndpoints } from './api/provider-events.ts';
import { pushEndpoints } from './api/push.ts';
import { reportEndpoints } from './api/reports.ts';
import { retentionEndpoints } from './api/retention.ts';
import { segmentApiEndpoints } from './api/segment-api.ts';
import { segmentEndpoints } from './api/segments.ts';
import { senderDomainEndpoints } from './api/sender-domain.ts';
import { settingsEndpoints } from './api/settings.ts';
import { smsEndpoints } from './api/sms.ts';
import { sourceEndpoints } from './api/sources.ts';
import { statsEndpoints } from './api/stats.ts';
import { topicEndpoints } from './api/topics.ts';
import { userEndpoints } from './api/users.ts';
import { waitlistEndpoints } from './api/waitlists.ts';
import { webhookEndpoints } from './api/webhooks.ts';
import { widgetUseEndpoints } from './api/widget-uses.ts';

/** Every HTTP call of the public API, in the order of the reference page. */
export const endpoints = {
  ...eventEndpoints,
  ...formTokenEndpoints,
  ...newsletterEndpoints,
  ...waitlistEndpoints,
  ...preferenceEndpoints,
  ...pushEndpoints,
  ...catalogEndpoints,
  ...contactEndpoints,
  ...segmentEndpoints,
  ...flowEndpoints,
  ...campaignEndpoints,
  ...metricsEndpoints,
  ...experimentEndpoints,
  ...webhookEndpoints,
  ...messageEndpoints,
  ...couponEndpoints,
  ...deliveryEndpoints,
  ...providerEventEndpoints,
  ...bounceEndpoints,
  ...smsEndpoints,
  ...topicEndpoints,
  ...consentEndpoints,
  ...statsEndpoints,
  ...attributionEndpoints,
  ...costEndpoints,
  ...currencyRateEndpoints,
  ...widgetUseEndpoints,
  ...reportEndpoints,
  ...operationEndpoints,
  ...alertEndpoints,
  ...retentionEndpoints,
  ...settingsEndpoints,
  ...senderDomainEndpoints,
  ...sourceEndpoints,
  ...userEndpoints,
  ...apiKeyEndpoints,
  ...auditEndpoints,
  ...segmentApiEndpoints,
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof endpoints;
export type ResponseOf<N extends EndpointName> = z.infer<(typeof endpoints)[N]['response']>;
