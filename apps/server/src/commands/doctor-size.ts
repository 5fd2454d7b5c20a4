import { readSearchIndex, searchIndexCommands } from '@beckon/core/contacts';
import type { Context } from '@beckon/core/ports';
import { readRetentionRuns } from '@beckon/core/retention';
import { demo } from '../demo/demo-tenant.ts';

/** Whether a search has its index. */
export async function checkSearch(ctx: Context): Promise<string> {
  const { hasExtension, hasIndex } = await readSearchIndex(ctx);
  if (hasIndex) return 'parts of addresses and names are found by an index';
  const commands = searchIndexCommands.slice(hasExtension ? 1 : 0).join('\n       ');
  return `has no index and reads all contacts: let the owner of the database run\n       ${commands}`;
}

/** What was removed last, and what should have been. */
export async function checkRetention(ctx: Context): Promise<string> {
  const runs = await readRetentionRuns(ctx, demo.tenantId);
  const overdue = runs.filter(({ isOverdue }) => isOverdue).map(({ kind }) => kind.replace('Days', ''));
  if (overdue.length > 0)
    throw new Error(`not finished for two days: ${overdue.join(', ')}. Is a worker running, and does its log say why?`);
  const finished = runs.flatMap(({ finishedAt }) => (finishedAt === null ? [] : [finishedAt])).toSorted();
  if (finished.length === 0) return 'no worker has run yet';
  const removed = runs
    .filter(({ removedLastRun }) => removedLastRun > 0)
    .map(({ kind, removedLastRun }) => `${removedLastRun} ${kind.replace('Days', '')}`);
  return `last run ${finished.at(-1)}, removed ${removed.join(', ') || 'nothing'}`;
}
