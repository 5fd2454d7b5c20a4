export * from './refresh.ts';
export { mostSubscriptions, subscribePush } from './subscribe.ts';
export * from './unsubscribe.ts';
