import { setTimeout as pause } from 'node:timers/promises';
import { readLag } from '@beckon/core/log';
import { progressBar } from '../progress.ts';
import type { CommandContext } from './with-database.ts';

/** Waits until the consumers have applied everything that is stored, with a worker of our own where none runs. */
export async function untilApplied({ ctx, hasServer, startWorker }: CommandContext): Promise<void> {
  const worker = hasServer ? null : startWorker();
  const readWaiting = async () => (await readLag(ctx)).reduce((sum, consumer) => sum + consumer.lag, 0);
  let waiting = await readWaiting();
  const total = waiting;
  const bar = progressBar('applying', total);
  const limit = ctx.clock.now().getTime() + 10 * 60_000;
  while (waiting > 0 && ctx.clock.now().getTime() < limit) {
    bar.update(Math.max(0, total - waiting));
    await pause(150);
    waiting = await readWaiting();
  }
  bar.update(Math.max(0, total - waiting));
  bar.stop();
  await worker?.stop();
  if (waiting > 0) console.log(`${waiting} events still wait: they are applied when a worker runs (beckon start)`);
}
