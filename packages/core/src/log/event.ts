import type { Id } from '../lib/index.ts';

/** An event as stored in the log. Times are ISO 8601 in UTC. */
export type StoredEvent = {
  bucket: number;
  tenantId: string;
  sourceId: string;
  id: string;
  type: string;
  isTrusted: boolean;
  anonymousId: string | null;
  userId: string | null;
  email: string | null;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
  catalogVersion: number;
  occurredAt: string;
  claimedAt: string | null;
  receivedAt: string;
};

/** An event as consumers read it, with its place in the log. */
export type LoggedEvent = StoredEvent & { seq: number; xact: string };

/** The sender: what the log needs to know about a source. */
export type EventSource = {
  id: Id<'src'>;
  tenantId: Id<'ten'>;
  kind: 'browser' | 'server' | 'import' | 'beckon';
  /** The types it may send; null or omitted: all. */
  allowedTypes?: readonly string[] | null;
  /** The ids of its valid identity keys. */
  identityKeyIds?: readonly string[];
  /** The country of its shop, for phone numbers without country code. */
  country?: string | null;
};
