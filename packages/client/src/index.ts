export { allPages } from './all-pages.ts';
export { BeckonError } from './beckon-error.ts';
export type { Calls, SegmentFilter } from './calls.ts';
export {
  type BeckonClient,
  type CallAnswer,
  type CallInput,
  type CallName,
  type ClientOptions,
  createClient,
} from './client.ts';
export { newEventId } from './event-id.ts';
