import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { findEndedEntries } from '../waitlists/index.ts';
import { exitsFrom } from './entries.ts';
import { findHappened, type Shop } from './event-matches.ts';
import type { Run } from './run.ts';
import { type FollowedVersion, versionKey } from './versions.ts';

/**
 * The runs of one shop that their contacts have left, by all that is known of them now: an exit event has happened, or they do
 * not wait any more for the product that is back in stock. Call it with the contacts locked.
 */
export async function findLeft(
  ctx: Context<Transaction>,
  shop: Shop,
  runs: readonly Run[],
  versions: ReadonlyMap<string, FollowedVersion>,
): Promise<ReadonlySet<Id<'run'>>> {
  const left = new Set<Id<'run'>>();
  for (const [key, group] of Map.groupBy(runs, versionKey)) {
    const asked = group.map(({ id, contactId, trigger }) => {
      return { key: id, contactId, since: exitsFrom(trigger), exceptSeq: trigger.seq ?? null };
    });
    const happened = await findHappened(ctx, shop, versions.get(key)!.definition.exits, asked);
    for (const { id } of group) if (happened.has(id)) left.add(id);
  }
  const entryOf = ({ trigger }: Run): string => trigger.waitlist?.entryId ?? '';
  const entries = runs.map(entryOf).filter((id) => id !== '');
  const ended = await findEndedEntries(ctx, shop.tenantId, entries, shop.knownUntil ?? shop.now);
  for (const run of runs) if (ended.has(entryOf(run))) left.add(run.id);
  return left;
}
