import { adoptLog } from '@beckon/core/log';
import { progressBar } from '../progress.ts';
import type { CommandConfig } from './command-config.ts';
import { withDatabase } from './with-database.ts';

/** `beckon log adopt`: gives a log that was restored from a dump places in this cluster. */
export async function adoptLogCommand(config: CommandConfig): Promise<void> {
  const work = async ({ ctx, hasServer }: Parameters<Parameters<typeof withDatabase>[2]>[0]) => {
    if (hasServer) throw new Error('Beckon runs on this database: its log is at home');
    let bar: ReturnType<typeof progressBar> | undefined;
    const { rebased } = await adoptLog(ctx.db, {
      onProgress(done, of) {
        bar ??= progressBar('adopting', of);
        bar.update(done);
      },
    });
    bar?.stop();
    console.log(rebased ? 'the log has its places in this cluster: run beckon doctor' : 'the log is at home here');
  };
  await withDatabase(config, 'log adopt', work, { acceptsForeignLog: true });
}
