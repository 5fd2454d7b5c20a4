import { type CampaignMetrics, endpoints, type FlowMetrics, type MessageMetrics } from '@beckon/contract';
import { readId } from '@beckon/core/lib';
import {
  compareCampaigns,
  compareFlows,
  listMessageMetrics,
  readCampaignReport,
  readFlowReport,
} from '@beckon/core/metrics';
import { readDashboard } from '@beckon/core/reports';
import type { ApiServer, Table } from '../http/serve.ts';

const toIds = (ids: string | undefined) => ids?.split(',');
const asList = <T>(data: T[]) => ({ data, nextCursor: null });

/** What messages did: as JSON, or as a table in CSV. */
export function serveMetrics(api: ApiServer): void {
  api.serveTable(
    endpoints.compareCampaigns,
    async ({ ctx, caller, query: { ids, format: _, ...range } }) =>
      asList(await compareCampaigns(ctx, caller.tenantId, { ids: toIds(ids), ...range })),
    ({ data }) => campaignTable(data),
  );
  api.serve(endpoints.readCampaignMetrics, ({ ctx, caller, params, query }) =>
    readCampaignReport(ctx, caller.tenantId, readId('cmp', params.id), query),
  );
  api.serveTable(
    endpoints.compareFlows,
    async ({ ctx, caller, query: { ids, format: _, ...range } }) =>
      asList(await compareFlows(ctx, caller.tenantId, { ids: toIds(ids), ...range })),
    ({ data }) => flowTable(data),
  );
  api.serve(endpoints.readFlowMetrics, ({ ctx, caller, params, query }) =>
    readFlowReport(ctx, caller.tenantId, readId('flw', params.id), query),
  );
  api.serveTable(
    endpoints.listMessageMetrics,
    async ({ ctx, caller, query: { format: _, ...range } }) =>
      asList(await listMessageMetrics(ctx, caller.tenantId, range)),
    ({ data }) => messageTable(data),
  );
  api.serve(endpoints.readDashboard, ({ ctx, caller, query }) => readDashboard(ctx, caller.tenantId, query));
}

const counted = [
  ...[
    'sent',
    'delivered',
    'bounced',
    'failed',
    'skipped',
    'uncertain',
    'opened',
    'clicked',
    'complained',
    'unsubscribed',
  ],
  ...['open_rate', 'click_rate', 'unsubscribe_rate', 'complaint_rate', 'bounce_rate'],
];

const measuresOf = (row: CampaignMetrics | FlowMetrics | MessageMetrics) => [
  ...[row.sent, row.delivered, row.bounced, row.failed, row.skipped, row.uncertain, row.opened, row.clicked],
  ...[row.complained, row.unsubscribed, row.openRate, row.clickRate, row.unsubscribeRate, row.complaintRate],
  row.bounceRate,
];

const earned = ['orders', 'conversions', 'conversion_rate', 'gross', 'refunded', 'revenue', 'currency'];

const earningsOf = (row: CampaignMetrics | FlowMetrics) => [
  ...[row.orders, row.conversions, row.conversionRate, row.gross.amount, row.refunded.amount, row.revenue.amount],
  row.revenue.currency,
];

/** Amounts are in minor units, rates in percent. */
const campaignTable = (data: CampaignMetrics[]): Table => ({
  columns: ['campaign_id', 'name', 'status', 'launched_at', ...counted, ...earned, 'roi'],
  rows: data.map((row) => [
    ...[row.campaignId, row.name, row.status, row.launchedAt],
    ...measuresOf(row),
    ...earningsOf(row),
    row.roi === null ? null : Number(row.roi),
  ]),
});

const flowTable = (data: FlowMetrics[]): Table => ({
  columns: [
    ...['flow_id', 'name', 'status', ...counted, ...earned],
    ...['enrolled', 'completed', 'completion_rate', 'average_seconds_to_complete'],
  ],
  rows: data.map((row) => [
    ...[row.flowId, row.name, row.status, ...measuresOf(row), ...earningsOf(row)],
    ...[row.enrolled, row.completed, row.completionRate, row.averageTimeToComplete],
  ]),
});

const messageTable = (data: MessageMetrics[]): Table => ({
  columns: ['message_id', 'name', 'channel', ...counted],
  rows: data.map((row) => [row.messageId, row.messageName, row.channel, ...measuresOf(row)]),
});
