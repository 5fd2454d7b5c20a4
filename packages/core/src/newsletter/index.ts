export * from './confirm.ts';
export * from './subscribe.ts';
export * from './unsubscribe.ts';
