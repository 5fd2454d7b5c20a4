export * from './refresh.ts';
export { subscribePush } from './subscribe.ts';
export { mostSubscriptions } from './subscriptions.ts';
export * from './unsubscribe.ts';
