import type { RetentionRun } from '@beckon/contract';
import { readSearchIndex, searchIndexCommands } from '@beckon/core/contacts';
import type { Context } from '@beckon/core/ports';
import { readFailedRemovals, readRetentionRuns } from '@beckon/core/retention';
import { listTenantIds } from '@beckon/core/tenants';

/** Whether a search has its index. */
export async function checkSearch(ctx: Context): Promise<string> {
  const { hasExtension, hasIndex } = await readSearchIndex(ctx);
  if (hasIndex) return 'parts of addresses and names are found by an index';
  const commands = searchIndexCommands.slice(hasExtension ? 1 : 0).join('\n       ');
  return `has no index and reads all contacts: as the owner of the database, run\n       ${commands}`;
}

/** The last removals of all shops, and those that are overdue or failed. */
export async function checkRetention(ctx: Context): Promise<string> {
  const runs: (RetentionRun & { tenantId: string })[] = [];
  for (const tenantId of await listTenantIds(ctx)) {
    for (const run of await readRetentionRuns(ctx, tenantId)) runs.push({ ...run, tenantId });
  }
  const overdue = runs
    .filter(({ isOverdue }) => isOverdue)
    .map(({ tenantId, kind }) => `${nameOf(kind)} of ${tenantId}`);
  const failed = (await readFailedRemovals(ctx)).map(
    ({ tenantId, kind, failure }) => `${nameOf(kind)} of ${tenantId}: ${failure}`,
  );
  const wrong = [
    ...(overdue.length > 0 ? [`not finished for two days: ${overdue.join(', ')}. Is a worker running?`] : []),
    ...(failed.length > 0 ? [`failed, and is tried again within an hour: ${failed.join(', ')}`] : []),
  ];
  if (wrong.length > 0) throw new Error(wrong.join('; '));
  const finished = runs.flatMap(({ finishedAt }) => (finishedAt === null ? [] : [finishedAt])).toSorted();
  if (finished.length === 0) return 'no run has finished yet';
  const removed = new Map<string, number>();
  for (const { kind, removedLastRun } of runs) {
    if (removedLastRun > 0) removed.set(nameOf(kind), (removed.get(nameOf(kind)) ?? 0) + removedLastRun);
  }
  return `last run ${finished.at(-1)}, removed ${[...removed].map(([kind, rows]) => `${rows} ${kind}`).join(', ') || 'nothing'}`;
}

const nameOf = (kind: RetentionRun['kind']): string => kind.replace('Days', '');
