export * from './export.ts';
export * from './request-erasure.ts';
export * from './run-erasure.ts';
