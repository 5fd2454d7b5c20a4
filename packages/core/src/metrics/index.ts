export * from './counts.ts';
export * from './daily.ts';
export { keepCounts } from './kept-counts.ts';
export * from './recount.ts';
export * from './recount-log.ts';
export * from './widget-uses.ts';
