import { statfs } from 'node:fs/promises';
import { consumers } from '@beckon/core/consumers';
import { sampleBytes, writeSamples } from '@beckon/core/samples';
import { demo } from '../demo/demo-tenant.ts';
import { type Progress, progressBar } from '../progress.ts';
import type { CommandConfig } from './command-config.ts';
import { untilApplied } from './until-applied.ts';
import { withDatabase } from './with-database.ts';

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;

/**
 * `beckon seed --contacts … --events …`: fills the demo shop with as much data as a large shop has, to find out what is slow.
 * Nothing is sent, and no work is left for a worker.
 */
export async function seedSamplesCommand(
  config: CommandConfig,
  size: { contacts: number; events: number },
): Promise<void> {
  if (config.mode === 'production') throw new Error('sample data must not be added in production');
  const needed = sampleBytes(size);
  console.log(`${size.contacts} contacts and ${size.events} events take about ${gigabytes(needed)} on disk`);
  await withDatabase(config, 'seed', async (command) => {
    if (command.hasServer)
      throw new Error('stop the server first: it cannot store events while the sample data is written');
    if (!config.databaseUrl) await requireSpace(config.dataDir, needed);
    await untilApplied(command);
    const { ctx } = command;
    const started = ctx.clock.now().getTime();
    let bar: (Progress & { label: string }) | undefined;
    await writeSamples(ctx, { ...size, ...shop, until: ctx.clock.now() }, consumers, (label, done, total) => {
      if (bar?.label !== label) {
        bar?.stop();
        bar = { ...progressBar(label, total), label };
      }
      bar.update(done);
    });
    bar?.stop();
    console.log(`created in ${Math.round((ctx.clock.now().getTime() - started) / 1_000)} s`);
  });
}

const shop = {
  tenantId: demo.tenantId,
  sources: { browser: demo.storefrontSource, server: demo.serverSource, own: demo.ownSource },
};

async function requireSpace(dataDir: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize < needed) throw new Error(`${dataDir} has ${gigabytes(bavail * bsize)} left`);
}
