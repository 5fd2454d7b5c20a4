import { advanceCampaigns } from '@beckon/core/campaigns';
import { consumers, membershipListeners } from '@beckon/core/consumers';
import { advanceRuns } from '@beckon/core/flows';
import { ConsumerRunner, readLag } from '@beckon/core/log';
import type { FetchBook } from '@beckon/core/messages';
import type { Context } from '@beckon/core/ports';
import { followTime, keepMemberships } from '@beckon/core/segments';
import { drain, runReadyJobs } from '@beckon/core/testing/drive';
import { maintain, runTick, runUpkeep } from '@beckon/worker';

/** What the worker does all the time, done when it is asked for: it ends when nothing is left to do at this moment. */
export type Work = {
  /** Lets everything follow that was stored until now. */
  settle(): Promise<void>;
  /** Does what is due at this moment, and lets everything follow from it. */
  tick(): Promise<void>;
  end(): Promise<void>;
};

/** Work that causes new work this often does not come to an end. */
const maxRounds = 200;

/** Milliseconds between removals of what is too old: they take longer than all else that is due in a day. */
const upkeepEvery = 7 * 24 * 60 * 60 * 1_000;

export function createWork(ctx: Context, fetches: FetchBook): Work {
  const runners = consumers.map((consumer) => ({
    consumer,
    runner: new ConsumerRunner(ctx, consumer, { holder: ctx.ids.newUuid() }),
  }));
  let keptUpAt = ctx.clock.monotonic();

  async function applyEvents(): Promise<boolean> {
    const lags = new Map((await readLag(ctx)).map(({ name, lag }) => [name, lag]));
    const behind = runners.filter(({ consumer }) => lags.get(consumer.name) !== 0);
    for (const { runner, consumer } of behind) await drain(ctx, runner, consumer);
    return behind.length > 0;
  }

  async function settle(): Promise<void> {
    await fetches.flush(ctx);
    for (let rounds = 0; rounds < maxRounds; rounds++) {
      const applied = await applyEvents();
      await keepMemberships(ctx, membershipListeners);
      const moved = (await advanceRuns(ctx)) + (await advanceCampaigns(ctx));
      const ran = await runReadyJobs(ctx);
      if (!applied && moved === 0 && ran.length === 0) return;
    }
    throw new Error(`the work at ${ctx.clock.now().toISOString()} does not come to an end`);
  }

  return {
    settle,
    async tick() {
      await runTick(ctx);
      await followTime(ctx);
      await maintain(ctx);
      if (ctx.clock.monotonic() - keptUpAt >= upkeepEvery) {
        keptUpAt = ctx.clock.monotonic();
        await runUpkeep(ctx);
      }
      await settle();
    },
    async end() {
      for (const { runner } of runners) await runner.release();
    },
  };
}
