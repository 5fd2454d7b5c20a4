import type { Contact, EndpointName, endpoints, Source } from '../packages/contract/src/index.ts';

/** The endpoints that only read. */
export type Read = { [N in EndpointName]: (typeof endpoints)[N]['method'] extends 'get' ? N : never }[EndpointName];

/** What the cases need to know about the shop. */
export type Shop = {
  writeKey: string;
  contacts: Contact[];
  /** The contact with the longest timeline. */
  heaviest: Contact;
  sources: Source[];
  /** A contact that was erased. */
  erased: string;
  /** A delivery. */
  delivery: string;
  message: string;
  /** A segment of the shop's own. */
  segment: string;
  /** A flow with a run. */
  flow: string;
  /** A campaign that was sent. */
  campaign: string;
  run: string;
  /** The experiment of a step of the flow. */
  experiment: string;
  /** Cursors in the middle of a list. */
  contactCursor: string;
  eventCursor: string;
};

/** A description of the request, and the path of the n-th one. */
export type Case = [what: string, path: (shop: Shop, n: number) => string];

const contacts =
  (query: string): Case[1] =>
  () =>
    `/api/v1/contacts?${query}`;
const some = (list: Contact[], n: number) => list[n % list.length]!.id;
const letters = ['an', 'be', 'ca', 'no', 'ol', 'ro', 'sa', 'we'];

/** Every GET of the endpoint table; one without a case does not compile. */
export const cases: Record<Read, Case[]> = {
  readFormToken: [['', ({ writeKey }) => `/v1/form-token?key=${writeKey}`]],
  readAvailability: [['', ({ writeKey }, n) => `/v1/stock?key=${writeKey}&productId=product-${n}`]],
  listAlerts: [['', () => '/api/v1/alerts']],
  listAlertRules: [['', () => '/api/v1/alert-rules']],
  listApiKeys: [['', () => '/api/v1/keys']],
  listUsers: [['', () => '/api/v1/users']],
  listAudit: [['', () => '/api/v1/audit']],
  readSettings: [['', () => '/api/v1/settings']],
  readAttribution: [
    ['by campaign', () => '/api/v1/attribution'],
    ['by channel, position', () => '/api/v1/attribution?groupBy=channel&model=position'],
  ],
  listAttributedOrders: [
    ['newest', () => '/api/v1/attribution/orders'],
    ['of a channel', () => '/api/v1/attribution/orders?channel=direct&model=linear'],
  ],
  readAttributionSettings: [['', () => '/api/v1/attribution/settings']],
  listCurrencyRates: [['', () => '/api/v1/currency-rates']],
  listCosts: [['', () => '/api/v1/costs']],
  readRoi: [['', () => '/api/v1/roi?campaign=cmp_00000000000000000000000000']],
  readSenderDomain: [['', () => '/api/v1/sender-domain']],
  readWebhookSecret: [['', () => '/api/v1/webhook-secret']],
  listWordings: [['', () => '/api/v1/consent/wordings']],
  listReceivedSms: [['newest', () => '/api/v1/sms/inbound']],
  listDeliveries: [
    ['newest', () => '/api/v1/deliveries'],
    ['those that were skipped', () => '/api/v1/deliveries?status=skipped'],
    ['of one contact', ({ contacts }, n) => `/api/v1/deliveries?contact=${some(contacts, n)}`],
  ],
  readCart: [['', ({ contacts }, n) => `/api/v1/contacts/${some(contacts, n)}/cart`]],
  explainDelivery: [['', ({ delivery }) => `/api/v1/deliveries/${delivery}/why`]],
  listCampaigns: [['', () => '/api/v1/campaigns']],
  readCampaign: [['', ({ campaign }) => `/api/v1/campaigns/${campaign}`]],
  compareCampaigns: [['', () => '/api/v1/metrics/campaigns']],
  readCampaignMetrics: [['', ({ campaign }) => `/api/v1/campaigns/${campaign}/metrics`]],
  compareFlows: [['', () => '/api/v1/metrics/flows']],
  readFlowMetrics: [['', ({ flow }) => `/api/v1/flows/${flow}/metrics`]],
  listMessageMetrics: [['', () => '/api/v1/metrics/messages']],
  readDashboard: [['', () => '/api/v1/metrics/dashboard']],
  previewCampaign: [['', ({ campaign }) => `/api/v1/campaigns/${campaign}/preview`]],
  listCampaignRecipients: [['', ({ campaign }) => `/api/v1/campaigns/${campaign}/recipients`]],
  listFlows: [['', () => '/api/v1/flows']],
  readFlow: [['', ({ flow }) => `/api/v1/flows/${flow}`]],
  listExperiments: [['', () => '/api/v1/experiments']],
  reportExperiment: [['', ({ experiment }) => `/api/v1/experiments/${experiment}`]],
  reportWidgetExperiment: [['of a form that was viewed', () => '/api/v1/experiments/widget?form=popup']],
  reportHoldout: [['', () => '/api/v1/holdout']],
  listFlowRuns: [['', ({ flow }) => `/api/v1/flows/${flow}/runs`]],
  listContactRuns: [['', ({ contacts }, n) => `/api/v1/contacts/${some(contacts, n)}/runs`]],
  readFlowRun: [['', ({ run }) => `/api/v1/runs/${run}`]],
  explainFlow: [['', ({ flow, contacts }) => `/api/v1/contacts/${contacts[0]!.id}/why?flow=${flow}`]],
  readSegment: [['', ({ segment }) => `/api/v1/segments/${segment}`]],
  explainSegment: [['', ({ segment, contacts }, n) => `/api/v1/segments/${segment}/why?contact=${some(contacts, n)}`]],
  countSegment: [
    ['newsletter', () => '/api/v1/segments/newsletter/count'],
    ['two orders or more, none in 90 days', ({ segment }) => `/api/v1/segments/${segment}/count`],
  ],
  // Of a contact whose erasure the bench has requested.
  readErasure: [['', ({ erased }) => `/api/v1/contacts/${erased}/erasure`]],
  readPushKey: [['', ({ writeKey }) => `/v1/push/key?key=${writeKey}`]],
  listEvents: [
    ['newest', () => '/api/v1/events'],
    ['from the middle', ({ eventCursor }) => `/api/v1/events?cursor=${eventCursor}`],
    ['a usual type', () => '/api/v1/events?type=product_viewed'],
    ['a type of 2 %', () => '/api/v1/events?type=placed_order'],
    ['a rare type', () => '/api/v1/events?type=gift_note_added'],
    ['a type that never came', () => '/api/v1/events?type=never_seen'],
    ['bots only', () => '/api/v1/events?bots=only'],
    ['bots only, a rare type', () => '/api/v1/events?bots=only&type=gift_note_added'],
    ['without bots', () => '/api/v1/events?bots=without'],
  ],
  streamEvents: [['until it is ready', () => '/api/v1/events/stream']],
  readStats: [['', () => '/api/v1/stats']],
  readDailyStats: [
    ['90 days', () => '/api/v1/stats/daily'],
    ['1,000 days', () => '/api/v1/stats/daily?days=1000'],
  ],
  readWidgetUses: [
    ['90 days', () => '/api/v1/stats/widgets'],
    ['1,000 days', () => '/api/v1/stats/widgets?days=1000'],
  ],
  readCohortReport: [['a year', () => '/api/v1/reports/cohorts']],
  readRfmReport: [['all orders', () => '/api/v1/reports/rfm']],
  readRevenueReport: [
    ['30 days by product', () => '/api/v1/reports/revenue'],
    ['30 days by category', () => '/api/v1/reports/revenue?by=category'],
  ],
  readGrowthReport: [['30 days', () => '/api/v1/reports/growth']],
  readDeliverabilityReport: [['30 days', () => '/api/v1/reports/deliverability']],
  listAddresses: [['', (_, n) => `/api/v1/addresses?anonymousId=sample-${n * 7}`]],
  listContacts: [
    ['newest', contacts('')],
    ['from the middle', ({ contactCursor }) => `/api/v1/contacts?cursor=${contactCursor}`],
    ['search: one address', (shop, n) => `/api/v1/contacts?search=${encodeURIComponent(shop.contacts[n]!.email!)}`],
    ['search: part of an address, rare', contacts('search=harbour')],
    ['search: part of an address, usual', contacts('search=weber')],
    ['search: part of an address, in half of them', contacts('search=example.com')],
    ['search: first and last name', contacts('search=ada%20weber')],
    ['search: nothing found', (_, n) => `/api/v1/contacts?search=zzyqx${n}`],
    ['search: three letters', contacts('search=bla')],
    ['search: two letters', (_, n) => `/api/v1/contacts?search=${letters[n % letters.length]}`],
    ['search: two letters, nothing found', contacts('search=qz')],
    ['search: one letter', contacts('search=q')],
    ['orderCount at least 1', contacts('orderCount.gte=1')],
    ['orderCount at least 20, rare', contacts('orderCount.gte=20')],
    ['orderCount 0', contacts('orderCount.eq=0')],
    ['lifetimeValue above, rare', contacts('lifetimeValue.gt=500000')],
    ['lastOrderAt, the last week', (shop) => `/api/v1/contacts?lastOrderAt.gte=${before(shop, 7)}`],
    ['lastOrderAt, never so early', contacts('lastOrderAt.lt=2001-01-01T00:00:00Z')],
    ['createdAt, the last day', (shop) => `/api/v1/contacts?createdAt.gte=${before(shop, 1)}`],
    ['createdAt, the first half', (shop) => `/api/v1/contacts?createdAt.lt=${before(shop, 365)}`],
    ['segment newsletter', contacts('segment=newsletter')],
    [
      'segment newsletter, from the middle',
      ({ contactCursor }) => `/api/v1/contacts?segment=newsletter&cursor=${contactCursor}`,
    ],
    ['segment newsletter with orders', contacts('segment=newsletter&orderCount.gte=1')],
    ['segment newsletter, search: rare', contacts('segment=newsletter&search=harbour')],
    ['segment newsletter, search: nothing found', contacts('segment=newsletter&search=zzyqx')],
  ],
  listSegments: [['', () => '/api/v1/segments']],
  readContact: [
    ['', (shop, n) => `/api/v1/contacts/${some(shop.contacts, n)}`],
    ['the one with most events', ({ heaviest }) => `/api/v1/contacts/${heaviest.id}`],
  ],
  readTimeline: [
    ['', (shop, n) => `/api/v1/contacts/${some(shop.contacts, n)}/timeline`],
    ['the one with most events', ({ heaviest }) => `/api/v1/contacts/${heaviest.id}/timeline?limit=200`],
  ],
  readQueue: [['', () => '/api/v1/queue']],
  readRetention: [['', () => '/api/v1/retention']],
  listQuarantine: [['', () => '/api/v1/quarantine']],
  listMessages: [['', () => '/api/v1/messages']],
  readMessage: [['', ({ message }) => `/api/v1/messages/${message}`]],
  listMessageVersions: [['', ({ message }) => `/api/v1/messages/${message}/versions`]],
  listMessageBlocks: [['', () => '/api/v1/message-blocks']],
  readTopics: [['', () => '/api/v1/topics']],
  listCouponPools: [['', () => '/api/v1/coupon-pools']],
  readCouponCode: [['one that does not exist', (_, n) => `/api/v1/coupon-pools/none/codes/CODE-${n}`]],
  listSources: [['', () => '/api/v1/sources']],
  readSourceSchema: [['', ({ sources }, n) => `/api/v1/sources/${sources[n % sources.length]!.id}/schema`]],
  showKey: [
    [
      '',
      ({ sources }) => {
        const source = sources.find(({ keys }) => keys.length > 0)!;
        return `/api/v1/sources/${source.id}/keys/${source.keys[0]!.id}`;
      },
    ],
  ],
};

/** A time this many days before the newest contact was created. */
function before({ contacts: [newest] }: Shop, days: number): string {
  return new Date(Date.parse(newest!.createdAt) - days * 86_400_000).toISOString();
}
