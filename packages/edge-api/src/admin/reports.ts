import { endpoints } from '@beckon/contract';
import {
  readCohortReport,
  readDeliverabilityReport,
  readFunnelReport,
  readGrowthReport,
  readRevenueReport,
  readRfmReport,
} from '@beckon/core/reports';
import type { ApiServer } from '../http/serve.ts';
import { cohortTable, deliverabilityTable, funnelTable, growthTable, revenueTable, rfmTable } from './report-tables.ts';

/** What marketers look back on: as JSON, or as a table in CSV. */
export function serveReports(api: ApiServer): void {
  api.serveTable(
    endpoints.readCohortReport,
    ({ ctx, caller, query }) => readCohortReport(ctx, caller.tenantId, query),
    cohortTable,
  );
  api.serveTable(
    endpoints.readFunnelReport,
    ({ ctx, caller, body }) => readFunnelReport(ctx, caller.tenantId, body),
    funnelTable,
  );
  api.serveTable(
    endpoints.readRfmReport,
    ({ ctx, caller, query }) => readRfmReport(ctx, caller.tenantId, query),
    rfmTable,
  );
  api.serveTable(
    endpoints.readRevenueReport,
    ({ ctx, caller, query }) => readRevenueReport(ctx, caller.tenantId, query),
    revenueTable,
  );
  api.serveTable(
    endpoints.readGrowthReport,
    ({ ctx, caller, query }) => readGrowthReport(ctx, caller.tenantId, query),
    growthTable,
  );
  api.serveTable(
    endpoints.readDeliverabilityReport,
    ({ ctx, caller, query }) => readDeliverabilityReport(ctx, caller.tenantId, query),
    deliverabilityTable,
  );
}
