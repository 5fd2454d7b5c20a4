export { refreshPush } from './refresh.ts';
export { subscribePush } from './subscribe.ts';
export { unsubscribePush } from './unsubscribe.ts';
