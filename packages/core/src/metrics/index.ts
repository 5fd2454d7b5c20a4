export * from './daily.ts';
export * from './recount.ts';
export * from './recount-log.ts';
export * from './stats.ts';
export * from './widget-uses.ts';
