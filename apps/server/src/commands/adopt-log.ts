import { adoptLog } from '@beckon/core/log';
import { progressBar } from '../progress.ts';
import type { CommandConfig } from './command-config.ts';
import { withDatabase } from './with-database.ts';

/** `beckon log adopt`: lets a log that was restored from a dump continue in this cluster. */
export async function adoptLogCommand(config: CommandConfig): Promise<void> {
  const work = async ({ ctx, hasServer }: Parameters<Parameters<typeof withDatabase>[2]>[0]) => {
    if (hasServer) throw new Error('Beckon is running on this database, so its log belongs to this cluster');
    let bar: ReturnType<typeof progressBar> | undefined;
    const { rebased } = await adoptLog(ctx.db, {
      onProgress(done, of) {
        bar ??= progressBar('adopting', of);
        bar.update(done);
      },
    });
    bar?.stop();
    console.log(
      rebased ? 'the log now belongs to this cluster: run beckon doctor' : 'the log already belongs to this cluster',
    );
  };
  await withDatabase(config, 'log adopt', work, { acceptsForeignLog: true });
}
