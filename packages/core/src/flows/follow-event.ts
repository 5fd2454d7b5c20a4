import { type EventMatch, eventCatalog, isKnownEventType } from '@beckon/contract';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import { exitsFrom } from './entries.ts';
import type { MatchesEvent } from './event-matches.ts';
import { endOfWait, firstOf, type Run, type RunChanges } from './run.ts';
import type { TriggerFacts } from './tables.ts';
import type { FollowedVersion } from './versions.ts';

/** An event that happened longer ago than this, in milliseconds, is history: contacts do not enter flows by it. */
const maxEventAge = 3 * 24 * 60 * 60 * 1_000;

/** An event and whose it is. */
export type OwnEvent = { event: LoggedEvent; contactId: Id<'ctc'>; isHistory: boolean };

/** All events that a version looks for. */
export function matchesOf({ definition: { trigger, exits, goal }, steps }: FollowedVersion): EventMatch[] {
  const waits = [...steps.values()].flatMap(({ step }) => (step.kind === 'wait_for' ? [step] : []));
  return [...(trigger.kind === 'event' ? trigger.events : []), ...exits, ...(goal ? [goal] : []), ...waits];
}

/** Whether an event makes the contact of a run leave it. */
export function isExit({ definition }: FollowedVersion, run: Run, event: LoggedEvent, matches: MatchesEvent): boolean {
  if (event.seq === run.trigger.seq || event.occurredAt < exitsFrom(run.trigger)) return false;
  return definition.exits.some((exit) => matches(exit, event));
}

/** What an event means for a run: it ends it, reaches its goal, or is what it waits for. */
export function follow(
  changes: RunChanges,
  version: FollowedVersion,
  run: Run,
  event: LoggedEvent,
  matches: MatchesEvent,
): void {
  if (event.seq === run.trigger.seq || event.occurredAt < exitsFrom(run.trigger)) return;
  const {
    definition: { goal },
    steps,
  } = version;
  if (goal && run.goalAt === null && matches(goal, event)) {
    run.goalAt = new Date(event.occurredAt);
    changes.note(run);
  }
  if (isExit(version, run, event, matches)) {
    changes.end(run, 'exit_event');
    return;
  }
  const placed = run.stepId === null ? undefined : steps.get(run.stepId);
  if (placed?.step.kind !== 'wait_for' || !matches(placed.step, event)) return;
  if (event.seq === run.sinceSeq || event.occurredAt < run.since.toISOString()) return;
  // Its time was over, and only a pause or an outage has kept the run from going on.
  if (event.occurredAt > endOfWait(run, placed.step).toISOString()) return;
  run.since = new Date(event.occurredAt);
  run.sinceSeq = event.seq;
  changes.take(run, placed.step.id, 'event_happened', { eventId: event.id });
  changes.move(run, firstOf(placed.step.yes, placed), changes.now);
}

/**
 * Orders, and what only servers can know, count from trusted sources alone. History and imports let no contact enter, nor
 * does what a flow itself has changed: two flows could otherwise go on starting each other.
 */
export function mayTrigger({ event, isHistory }: Pick<OwnEvent, 'event' | 'isHistory'>, now: Date): boolean {
  const { type, isTrusted, occurredAt } = event;
  if (isHistory || now.getTime() - new Date(occurredAt).getTime() > maxEventAge) return false;
  if (isTrusted) return true;
  return type !== 'placed_order' && !(isKnownEventType(type) && eventCatalog[type].sentBy !== 'browser');
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);

export function factsOf({ id, seq, type, occurredAt, properties }: LoggedEvent): TriggerFacts {
  return {
    kind: 'event',
    at: occurredAt,
    seq,
    eventId: id,
    event: type,
    orderId: textOf(properties.orderId),
    productId: textOf(properties.productId),
    cartId: textOf(properties.cartId),
  };
}
