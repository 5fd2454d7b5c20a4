import { advanceCampaigns } from '@beckon/core/campaigns';
import { consumers } from '@beckon/core/consumers';
import { advanceRuns } from '@beckon/core/flows';
import { jobs } from '@beckon/core/jobs';
import type { Context } from '@beckon/core/ports';
import { advance } from './advance.ts';
import { consume } from './consume.ts';
import { keepSegments } from './keep-segments.ts';
import { maintain, runMaintenance } from './maintenance.ts';
import { runJobs } from './run-jobs.ts';
import { runTick, tick } from './tick.ts';
import { keepUp, runUpkeep } from './upkeep.ts';

export { maintain, runTick, runUpkeep };

export type WorkerOptions = {
  /** Names this process among the workers. */
  holder: string;
  untilStored(milliseconds: number): Promise<void>;
  /** Told after each batch that was applied. */
  onApplied?: () => void;
};

/** Starts all consumers. `stop` resolves when the work in progress is done. */
export function startConsumers(ctx: Context, options: WorkerOptions): { stop(): Promise<void> } {
  return startLoops((signal) => consumers.map((consumer) => consume(ctx, consumer, { ...options, signal })));
}

/** Starts all consumers and the job loop. `stop` resolves when the work in progress is done. */
export function startWorker(ctx: Context, options: WorkerOptions): { stop(): Promise<void> } {
  return startLoops((signal) => [
    ...consumers.map((consumer) => consume(ctx, consumer, { ...options, signal })),
    runJobs(ctx, { ...options, signal, jobs }),
    advance(ctx, advanceRuns, { ...options, signal }),
    advance(ctx, advanceCampaigns, { ...options, signal }),
    tick(ctx, { ...options, signal }),
    keepSegments(ctx, { ...options, signal }),
    runMaintenance(ctx, { ...options, signal }),
    keepUp(ctx, { ...options, signal }),
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
