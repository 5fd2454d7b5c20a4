export { isPublicAddress } from './addresses.ts';
export { readRetryAfter } from './retry-after.ts';
export * from './send-out.ts';
