export { blockAddress, isBlocked, unblockAddress } from './block-address.ts';
export { confirmSubscription } from './confirm.ts';
export { subscribe } from './subscribe.ts';
export { unsubscribe } from './unsubscribe.ts';
