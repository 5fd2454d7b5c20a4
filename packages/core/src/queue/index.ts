export * from './claim.ts';
export * from './enqueue.ts';
export * from './finish.ts';
export * from './overview.ts';
