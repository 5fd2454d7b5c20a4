export * from './block-address.ts';
export * from './confirm.ts';
export { readOptIn, setOptIn } from './opt-in.ts';
export * from './subscribe.ts';
export * from './unsubscribe.ts';
