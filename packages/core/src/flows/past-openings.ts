import { type FlowDryRunEntry, type FlowTrigger, flowDryRunLimits } from '@beckon/contract';
import { DomainError, type Id } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import type { Entering } from './enter.ts';
import type { MatchesEvent, Shop } from './event-matches.ts';
import type { OwnEvent } from './follow-event.ts';
import type { Period } from './read-history.ts';
import type { FollowedVersion } from './versions.ts';

/** What may have let a contact enter at a moment of the past; the key is null if the event has none. */
export type Opening = Omit<Entering, 'entryKey'> & { entryKey: string | null };

/** What the events of contacts say about a version. */
export type History = { events: readonly OwnEvent[]; matches: MatchesEvent };

/** Who may have entered a version in a period. */
export type PastOpenings = {
  /** How many contacts, and which of them are played: the newest. */
  count: number;
  contactIds: readonly Id<'ctc'>[];
  /** Their openings, in any order. */
  read(ctx: Context<Transaction>, contactIds: readonly Id<'ctc'>[], history: History): Promise<Opening[]>;
  /** What is not known or is assumed, in plain words. */
  limits: readonly string[];
};

/** What is asked: a version, its shop, the days to be played, and the contacts to be played at most. */
export type PastQuery<K extends FlowTrigger['kind'] = FlowTrigger['kind']> = {
  version: FollowedVersion;
  shop: Shop;
  trigger: Extract<FlowTrigger, { kind: K }>;
  period: Period;
  maxContacts: number;
  /** Given for the trigger `api`: plays these instead of the calls that were made. */
  entries?: readonly FlowDryRunEntry[] | undefined;
};

/** Openings that are kept in memory, for triggers that concern many contacts at once. */
export class OpeningList {
  readonly #byContact = new Map<Id<'ctc'>, Opening[]>();
  #size = 0;

  /** @throws DomainError `conflict` when there are more than a dry run looks at */
  add(openings: readonly Opening[]): void {
    this.#size += openings.length;
    if (this.#size > flowDryRunLimits.maxOpenings)
      throw new DomainError(
        'conflict',
        `contacts could have entered more than ${flowDryRunLimits.maxOpenings.toLocaleString('en')} times in these days: play fewer days`,
      );
    for (const opening of openings) {
      const own = this.#byContact.get(opening.contactId);
      if (own) own.push(opening);
      else this.#byContact.set(opening.contactId, [opening]);
    }
  }

  /** Of the contacts, those with the newest opening. */
  newest(maxContacts: number, limits: readonly string[]): PastOpenings {
    const last = [...this.#byContact].map(([id, own]) => ({
      id,
      at: own
        .map(({ at }) => at)
        .sort()
        .at(-1)!,
    }));
    last.sort((one, other) => (one.at === other.at ? (one.id < other.id ? -1 : 1) : one.at < other.at ? 1 : -1));
    return {
      count: last.length,
      contactIds: last.slice(0, maxContacts).map(({ id }) => id),
      read: async (_, contactIds) => contactIds.flatMap((id) => this.#byContact.get(id) ?? []),
      limits,
    };
  }
}
