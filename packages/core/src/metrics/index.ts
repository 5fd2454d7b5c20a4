export { countMatching, listSegments, readStats } from './counts.ts';
export { readDailyOrders } from './daily.ts';
export { keepCounts } from './kept-counts.ts';
export { recountOrders } from './recount.ts';
export { findUnlisted, recountLog } from './recount-log.ts';
export { reportWidgetExperiment } from './widget-experiment.ts';
export { readWidgetUses, widgetUsesStep } from './widget-uses.ts';
