import {
  type Frequency,
  frequencies,
  type PreferenceChannel,
  type PreferencesChange,
  type Topic,
} from '@beckon/contract';
import type { RequestEvidence } from '../consent/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import { readTopics } from '../topics/index.ts';
import { authorizeReduction } from './authorize.ts';
import { applyChange } from './change-preferences.ts';
import { readPreferences, readShown } from './read-preferences.ts';

/** What a person wants less of. Nothing in it can turn anything on. */
export type Reduction = {
  /** Channels to end. */
  channels: readonly PreferenceChannel[];
  /** Ids of topics to unsubscribe from. */
  topics: readonly string[];
  /** At most one marketing message in this period; an existing stricter limit stays. */
  frequency: Frequency | null;
  /** No marketing before this time; an existing longer pause stays. */
  pausedUntil: string | null;
};

/** What is shown to anyone who has the link of a mail: what the shop offers, and nothing that its owner chose. */
export type ReducedView = { shop: string; email: string | null; topics: Topic[] };

/**
 * Reads what the page of a mail's link shows.
 * @throws DomainError `token_invalid`
 */
export async function readReducedView(ctx: AnyContext, token: string): Promise<ReducedView> {
  const person = await authorizeReduction(ctx, token);
  return { ...(await readShown(ctx, person)), topics: await readTopics(ctx, person.tenantId) };
}

/**
 * Reduces what a person gets, by a link that may be a year old. Effective when this resolves.
 * @throws DomainError `token_invalid`, `validation_failed`
 */
export async function reducePreferences(
  ctx: Context,
  token: string,
  { channels, topics, frequency, pausedUntil }: Reduction,
  evidence: RequestEvidence,
): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const person = await authorizeReduction(inTx, token);
    const before = await readPreferences(inTx, person);
    const isOffered = (id: string) => before.topics.some((topic) => topic.id === id);
    // Only what gets stricter: nothing that stays as it is can refuse the rest.
    const change: PreferencesChange = {
      channels: Object.fromEntries(channels.map((channel) => [channel, false])),
      topics: Object.fromEntries(topics.filter(isOffered).map((id) => [id, false])),
      ...(rank(frequency) > rank(before.frequency) && { frequency }),
      ...(pausedUntil !== null && pausedUntil > (before.pausedUntil ?? '') && { pausedUntil }),
    };
    await applyChange(inTx, person, change, evidence);
  });
}

/** The longer the time between two messages, the stricter. */
function rank(frequency: Frequency | null): number {
  return frequency === null ? -1 : frequencies.indexOf(frequency);
}
