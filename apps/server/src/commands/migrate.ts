import type { CommandConfig } from './command-config.ts';
import { withDatabase } from './with-database.ts';

/** `beckon migrate`: opening the database migrates it. */
export async function migrateCommand(config: CommandConfig): Promise<void> {
  await withDatabase(config, 'migrate', async ({ ctx }) => {
    const { migrate } = await import('@beckon/core/db');
    const applied = await migrate(ctx.db);
    console.log(applied.length === 0 ? 'the schema is up to date' : `applied:\n  ${applied.join('\n  ')}`);
  });
}
