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
};

/** Appends an event whose source is Beckon itself, in the caller's transaction. */
export async function appendOwnEvent(ctx: AnyContext, source: EventSource, event: OwnEvent): Promise<void> {
  const id = ctx.ids.newUuid();
  const now = ctx.clock.now().toISOString();
  await writeToLog(
    ctx.db,
    [
      {
        ...event,
        id,
        bucket: bucketOf(source.tenantId, event.userId ?? event.email ?? event.anonymousId ?? id),
        tenantId: source.tenantId,
        sourceId: source.id,
        userId: event.userId ?? null,
        context: {},
        catalogVersion: eventCatalogVersion,
        occurredAt: now,
        claimedAt: null,
        receivedAt: now,
      },
    ],
    [],
  );
}
