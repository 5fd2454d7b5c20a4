import { collectLimits } from '@beckon/contract';
import { batchText } from './batch-text.ts';
import type { MappedMessage } from './map-message.ts';

/**
 * Stores messages with the same function as all other events. Resolves when all are durable. After a failure the whole
 * call may be repeated; messages already stored count as duplicates.
 */
export async function storeMessages(
  receiveEvents: (body: string) => Promise<unknown>,
  messages: MappedMessage[],
): Promise<void> {
  const batches = [...Map.groupBy(messages, ({ sentAt }) => sentAt)].flatMap(([sentAt, group]) =>
    chunks(group, collectLimits.eventsPerBatch).map((chunk) =>
      batchText(
        chunk.map(({ event }) => event),
        sentAt,
      ),
    ),
  );
  const stored = await Promise.allSettled(batches.map(receiveEvents));
  const failure = stored.find(({ status }) => status === 'rejected');
  if (failure) throw (failure as PromiseRejectedResult).reason;
}

function chunks<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));
}
