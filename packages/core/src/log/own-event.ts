import { eventCatalogVersion, type KnownEventType } from '@beckon/contract';
import type { AnyContext } from '../ports/index.ts';
import { writeToLog } from './append.ts';
import { bucketOf } from './bucket.ts';
import type { EventSource } from './event.ts';

type OwnEvent = {
  type: KnownEventType;
  isTrusted: boolean;
  anonymousId: string | null;
  userId?: string | null;
  email: string | null;
  properties: Record<string, unknown>;
  context?: Record<string, unknown>;
  /** If omitted, now. */
  occurredAt?: Date;
};

/** Appends an event whose source is Beckon itself, in the caller's transaction. */
export async function appendOwnEvent(ctx: AnyContext, source: EventSource, event: OwnEvent): Promise<void> {
  await appendOwnEvents(ctx, source, [event]);
}

/** Appends events whose source is Beckon itself, in the caller's transaction. */
export async function appendOwnEvents(
  ctx: AnyContext,
  source: EventSource,
  events: readonly OwnEvent[],
): Promise<void> {
  if (events.length === 0) return;
  const now = ctx.clock.now();
  const stored = events.map(({ occurredAt = now, context = {}, userId = null, ...event }) => {
    const id = ctx.ids.newUuid();
    return {
      ...event,
      id,
      bucket: bucketOf(source.tenantId, userId ?? event.email ?? event.anonymousId ?? id),
      tenantId: source.tenantId,
      sourceId: source.id,
      userId,
      context,
      catalogVersion: eventCatalogVersion,
      occurredAt: occurredAt.toISOString(),
      claimedAt: null,
      receivedAt: now.toISOString(),
    };
  });
  await writeToLog(ctx.db, stored, []);
}
