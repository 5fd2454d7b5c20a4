export * from './context.ts';
export * from './database.ts';
export * from './drive.ts';
export * from './takeover.ts';
