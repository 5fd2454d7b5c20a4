export * from './erase.ts';
export * from './export.ts';
