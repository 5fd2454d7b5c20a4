import type { Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { findMatchesWithin } from '../segments/index.ts';
import { Entries, exitsFrom, type RefusalReason } from './entries.ts';
import { findHappened, type Shop } from './event-matches.ts';
import type { FollowedVersion } from './versions.ts';

/** A contact that may enter a flow, because of what happened at a moment. */
export type Candidate = {
  version: FollowedVersion;
  contactId: Id<'ctc'>;
  /** When it happened. */
  at: string;
  /** The event, if it was one. */
  seq: number | null;
  /** The key is an occasion, such as a birthday: the contact enters once for it. */
  isOccasion?: boolean;
};

/** Answers which candidates enter; what it needs from the database is read once for all of them. */
export class Entrances {
  readonly entries: Entries;
  readonly #inAudience: ReadonlySet<string>;
  readonly #hasLeft: ReadonlySet<string>;
  readonly #now: Date;

  private constructor(entries: Entries, inAudience: ReadonlySet<string>, hasLeft: ReadonlySet<string>, now: Date) {
    this.entries = entries;
    this.#inAudience = inAudience;
    this.#hasLeft = hasLeft;
    this.#now = now;
  }

  /**
   * Call it with the contacts locked.
   * @param known the earlier entries, if they are not to be read
   */
  static async open(
    ctx: Context<Transaction>,
    shop: Shop,
    candidates: readonly Candidate[],
    known?: Entries,
  ): Promise<Entrances> {
    const asked = candidates.map(({ version: { flowId }, contactId }) => ({ flowId, contactId }));
    const entries = known ?? (await Entries.read(ctx, shop.tenantId, asked));
    const inAudience = new Set<string>();
    const hasLeft = new Set<string>();
    for (const [{ flowId, definition }, group] of Map.groupBy(candidates, ({ version }) => version)) {
      const contactIds = [...new Set(group.map(({ contactId }) => contactId))];
      const { audience, exits } = definition;
      const members = audience
        ? await findMatchesWithin(ctx, shop.tenantId, audience, contactIds, shop.knownUntil)
        : contactIds;
      for (const id of members) inAudience.add(`${flowId} ${id}`);
      const happened = group.map((candidate) => {
        const { contactId, seq: exceptSeq } = candidate;
        return { key: placeOf(candidate), contactId, since: exitsFrom(candidate), exceptSeq };
      });
      for (const key of (await findHappened(ctx, shop, exits, happened)).keys()) hasLeft.add(key);
    }
    return new Entrances(entries, inAudience, hasLeft, shop.now);
  }

  /** Why a candidate does not enter; null: it enters. */
  refuse(candidate: Candidate, entryKey: string | null): RefusalReason | null {
    const refused = refuseByEntries(this.entries, candidate, entryKey, this.#now);
    if (refused) return refused;
    const { version, contactId } = candidate;
    if (!this.#inAudience.has(`${version.flowId} ${contactId}`)) return 'not_in_audience';
    return this.#hasLeft.has(placeOf(candidate)) ? 'has_left_already' : null;
  }
}

/** Why earlier entries keep a candidate out; null: they do not. The first part of `refuse`, which reads nothing. */
export function refuseByEntries(
  entries: Entries,
  { version, contactId, seq, isOccasion }: Candidate,
  entryKey: string | null,
  now: Date,
): RefusalReason | null {
  if (entryKey === null) return 'no_key';
  if (seq !== null && entries.hasEvent(version.flowId, seq)) return 'entered_before';
  return isOccasion
    ? entries.refuseOccasion(version, contactId, entryKey, now)
    : entries.refuse(version, contactId, entryKey, now);
}

const placeOf = ({ version: { flowId }, contactId, at, seq }: Candidate) => `${flowId} ${contactId} ${seq ?? at}`;
