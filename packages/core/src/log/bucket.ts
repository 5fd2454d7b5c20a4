import type { Id } from '../lib/index.ts';
/** The number of buckets in the log. All events of a person are in one bucket, so they stay in order. */
export const bucketCount = 64;

/**
 * The bucket of a person: FNV-1a over tenant and person, mixed so that the low bits depend on every byte.
 * @example
 * bucketOf('ten_1', 'user-7') === bucketOf('ten_1', 'user-7'); // true
 */
export function bucketOf(tenantId: Id<'ten'>, person: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(`${tenantId}\n${person}`)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return ((hash ^ (hash >>> 16)) >>> 0) % bucketCount;
}
