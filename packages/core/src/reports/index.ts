export { readCohortReport } from './cohorts.ts';
export { readDashboard } from './dashboard.ts';
export { readDeliverabilityReport } from './deliverability.ts';
export { readFunnelReport } from './funnel.ts';
export { readGrowthReport } from './growth.ts';
export { readRevenueReport } from './revenue.ts';
export { readRfmReport } from './rfm.ts';
export { type Reader, runReport, shareOf } from './run-report.ts';
export { type NamedDays, readSpan, type Span, shownSpan } from './span.ts';
