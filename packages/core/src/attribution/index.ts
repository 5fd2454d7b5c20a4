export { attributeMarked } from './attribute-marked.ts';
export { attributionStep } from './attribution-step.ts';
export { type DayRange, resolveRange } from './day-range.ts';
export { type Earnings, readEarnings } from './earnings.ts';
export { listAttributedOrders, type OrderPlace, type OrdersQuery } from './list-orders.ts';
export { personData } from './person-data.ts';
export { type ReportQuery, readAttribution } from './report.ts';
export { attributeAll, putAttributionSettings, readAttributionSettings } from './settings.ts';
export type { conversions, orderCredits } from './tables.ts';
