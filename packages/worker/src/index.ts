import { contactsConsumer } from '@beckon/core/contacts';
import type { Consumer } from '@beckon/core/log';
import type { Context } from '@beckon/core/ports';
import { consume } from './consume.ts';
import { runJobs } from './run-jobs.ts';

/** Everything that reads the log. */
export const consumers: readonly Consumer[] = [contactsConsumer];

export type WorkerOptions = {
  /** Names this process among the workers. */
  holder: string;
  untilStored(milliseconds: number): Promise<void>;
  /** Told after each batch that was applied. */
  onApplied?: () => void;
};

/** Starts all consumers and the job loop. `stop` resolves when what was under way is done. */
export function startWorker(ctx: Context, options: WorkerOptions): { stop(): Promise<void> } {
  const stop = new AbortController();
  const shared = { ...options, signal: stop.signal };
  const loops = Promise.all([...consumers.map((consumer) => consume(ctx, consumer, shared)), runJobs(ctx, shared)]);
  return {
    async stop() {
      stop.abort();
      await loops;
    },
  };
}
