import { sourcesConsumer } from '@beckon/core/access';
import { contactsConsumer, forgetTimeline, restoreSourceActivity, retireSourceActivity } from '@beckon/core/contacts';
import type { Consumer } from '@beckon/core/log';
import { clearWidgetUses, countWidgetUses, retireWidgetUses } from '@beckon/core/metrics';
import type { Context } from '@beckon/core/ports';
import { leaveOnPurchase } from '@beckon/core/waitlists';
import { consume } from './consume.ts';
import { runJobs } from './run-jobs.ts';
import { keepTidy } from './tidy.ts';
import { keepUp } from './upkeep.ts';

/**
 * What a buyer's order does to waitlists needs the contact, and is true with it or not at all: one transaction. What
 * widgets are used for is counted in it too, since it is not worth reading the log once more.
 */
const shoppersConsumer: Consumer = {
  ...contactsConsumer,
  async apply(ctx, events) {
    await contactsConsumer.apply(ctx, events);
    await leaveOnPurchase(ctx, events);
    await countWidgetUses(ctx, events);
  },
  async clear(ctx) {
    await contactsConsumer.clear(ctx);
    await restoreSourceActivity(ctx);
    await clearWidgetUses(ctx);
  },
  async retire(ctx, events) {
    await forgetTimeline(ctx, events);
    await retireSourceActivity(ctx, events);
    await retireWidgetUses(ctx, events);
  },
};

/** Everything that reads the log. */
export const consumers: readonly Consumer[] = [shoppersConsumer, sourcesConsumer];

export type WorkerOptions = {
  /** Names this process among the workers. */
  holder: string;
  untilStored(milliseconds: number): Promise<void>;
  /** Told after each batch that was applied. */
  onApplied?: () => void;
};

/** Starts all consumers. `stop` resolves when what was under way is done. */
export function startConsumers(ctx: Context, options: WorkerOptions): { stop(): Promise<void> } {
  return startLoops((signal) => consumers.map((consumer) => consume(ctx, consumer, { ...options, signal })));
}

/** Starts all consumers and the job loop. `stop` resolves when what was under way is done. */
export function startWorker(ctx: Context, options: WorkerOptions): { stop(): Promise<void> } {
  return startLoops((signal) => [
    ...consumers.map((consumer) => consume(ctx, consumer, { ...options, signal })),
    runJobs(ctx, { ...options, signal }),
    keepTidy(ctx, { ...options, signal }),
    keepUp(ctx, consumers, { ...options, signal }),
  ]);
}

function startLoops(begin: (signal: AbortSignal) => Promise<void>[]): { stop(): Promise<void> } {
  const stop = new AbortController();
  const loops = Promise.all(begin(stop.signal));
  return {
    async stop() {
      stop.abort();
      await loops;
    },
  };
}
