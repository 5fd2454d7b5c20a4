import { setTimeout as pause } from 'node:timers/promises';
import { consumers } from '@beckon/core/consumers';
import { createCursors, readLag } from '@beckon/core/log';
import { startConsumers } from '@beckon/worker';
import { progressBar } from '../progress.ts';
import { ids } from '../system.ts';
import type { CommandContext } from './with-database.ts';

const lookEvery = 100;
const longest = 10 * 60_000;

/**
 * Waits until all stored events are applied. If no server of this installation is running, the consumers run
 * here, in addition to those on other machines; jobs do not, since a command sends nothing.
 */
export async function untilApplied({ ctx, hasServer }: CommandContext): Promise<void> {
  for (const consumer of consumers) await createCursors(ctx.db, consumer);
  const readWaiting = async () => (await readLag(ctx)).reduce((sum, consumer) => sum + consumer.lag, 0);
  const total = await readWaiting();
  const own = hasServer
    ? null
    : startConsumers(ctx, { holder: ids.newUuid(), untilStored: (time) => pause(Math.min(time, 20)) });
  const bar = progressBar('applying', total);
  const end = ctx.clock.monotonic() + longest;
  let waiting = total;
  while (waiting > 0 && ctx.clock.monotonic() < end) {
    bar.update(Math.max(0, total - waiting));
    await pause(lookEvery);
    waiting = await readWaiting();
  }
  bar.update(Math.max(0, total - waiting));
  bar.stop();
  await own?.stop();
  if (waiting > 0)
    console.log(`${waiting} events are still waiting: they are applied when a worker runs (beckon start)`);
}
