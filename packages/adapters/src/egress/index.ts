export { isPublicAddress } from './addresses.ts';
export * from './send-out.ts';
