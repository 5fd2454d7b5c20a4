export * from './context.ts';
export * from './database.ts';
export * from './drive.ts';
export * from './hold-contact.ts';
export * from './runs.ts';
export * from './takeover.ts';
