import type { NewDelivery } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { findMatchesWithin } from '../segments/index.ts';
import type { Effects } from './effects.ts';
import { Entries, type RefusalReason, readEntryKey, startRun } from './entries.ts';
import type { MatchesEvent, Shop } from './event-matches.ts';
import { factsOf, follow, mayTrigger, type OwnEvent } from './follow-event.ts';
import { type Run, RunChanges, type TakenStep } from './run.ts';
import { takeSteps } from './take-steps.ts';
import { type FollowedVersion, versionKey } from './versions.ts';

/** What one contact would have met with. */
export type Played = {
  runs: Run[];
  steps: TakenStep[];
  messages: Pick<NewDelivery, 'contactId' | 'message'>[];
  refused: RefusalReason[];
};

/**
 * Plays what a version of a flow would have done with a contact: the same code as for real runs, at the time of each event
 * and each step, without anything being written. What a filter asks of the contact is answered as of today.
 * @param events those of the contact, in the order in which they happened
 * @param until the end of the play
 */
export async function playContact(
  ctx: Context<Transaction>,
  shop: Shop,
  version: FollowedVersion,
  events: readonly OwnEvent[],
  matches: MatchesEvent,
  until: Date,
): Promise<Played> {
  const played: Played = { runs: [], steps: [], messages: [], refused: [] };
  const entries = Entries.none();
  const notices = collectEffects(played);

  const advance = async (to: Date) => {
    for (let run = nextDue(played.runs, to); run; run = nextDue(played.runs, to)) {
      const now = run.dueAt!;
      const changes = new RunChanges(now);
      const shops = new Map([[shop.tenantId as string, { ...shop, now, knownUntil: now }]]);
      const versions = new Map([[versionKey(version), version]]);
      await takeSteps(atMoment(ctx, now), { runs: [run], versions, shops, changes }, notices);
      played.steps.push(...changes.taken);
      if (run.status !== 'active') entries.end(run);
    }
  };

  for (const own of events) {
    const { event } = own;
    const now = new Date(event.occurredAt);
    await advance(now);
    const changes = new RunChanges(now);
    for (const run of played.runs.filter(({ status }) => status === 'active')) {
      follow(changes, version, run, event, matches);
      if (run.status !== 'active') entries.end(run);
    }
    played.steps.push(...changes.taken);
    const entering = await enterBy(atMoment(ctx, now), version, own, matches, entries);
    if (entering === null) continue;
    if (typeof entering === 'string') played.refused.push(entering);
    else {
      played.runs.push(entering);
      entries.add(entering);
    }
  }
  await advance(until);
  return played;
}

function nextDue(runs: readonly Run[], to: Date): Run | undefined {
  return runs
    .filter(({ status, dueAt }) => status === 'active' && dueAt! <= to)
    .sort((one, other) => one.dueAt!.getTime() - other.dueAt!.getTime())[0];
}

/** @returns the run, or why there is none; null if the event lets no contact enter */
async function enterBy(
  ctx: Context<Transaction>,
  version: FollowedVersion,
  own: OwnEvent,
  matches: MatchesEvent,
  entries: Entries,
): Promise<Run | RefusalReason | null> {
  const { event, contactId } = own;
  const { trigger, audience } = version.definition;
  const now = ctx.clock.now();
  if (trigger.kind !== 'event' || !mayTrigger(own, now)) return null;
  if (!trigger.events.some((match) => matches(match, event))) return null;
  const entryKey = readEntryKey(version.definition, event.properties);
  if (entryKey === null) return 'no_key';
  const refused = entries.refuse(version, contactId, entryKey, now);
  if (refused) return refused;
  if (audience && (await findMatchesWithin(ctx, version.tenantId, audience, [contactId])).length === 0)
    return 'not_in_audience';
  return startRun(ctx, version, contactId, entryKey, factsOf(event));
}

/** Notes what would be caused. */
function collectEffects(played: Played): Effects {
  return {
    async deliver(_, deliveries) {
      played.messages.push(...deliveries);
      return deliveries.length;
    },
    callWebhooks: async () => {},
    notifyUsers: async () => 1,
    changeContacts: async (_, __, { kind }, contactIds) =>
      new Map(
        contactIds.map((id) => [
          id,
          kind === 'update_contact' ? 'updated' : kind === 'add_to_segment' ? 'added' : 'removed',
        ]),
      ),
  };
}

const atMoment = (ctx: Context<Transaction>, now: Date): Context<Transaction> => ({
  ...ctx,
  clock: { now: () => now, monotonic: () => ctx.clock.monotonic() },
});
