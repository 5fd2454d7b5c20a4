import { type FlowDryRun, flowDryRunLimits } from '@beckon/contract';
import { refusalText } from './entries.ts';
import type { Played, PlayedMessage, PlayedRun } from './play-contact.ts';
import { describeStep, endReasons } from './read-runs.ts';
import type { FollowedVersion } from './versions.ts';

type Result = Omit<FlowDryRun, 'from' | 'until' | 'contacts'>;

/** Counts by their texts. */
class Counts {
  readonly #byText = new Map<string, number>();

  add(text: string): void {
    this.#byText.set(text, (this.#byText.get(text) ?? 0) + 1);
  }

  /** The most frequent first. */
  list(): { text: string; count: number }[] {
    return [...this.#byText]
      .map(([text, count]) => ({ text, count }))
      .sort((one, other) => other.count - one.count || (one.text < other.text ? -1 : 1));
  }
}

type MessageCounts = { count: number; sent: number; waiting: number; heldBack: Counts };

/** Adds up what contacts would have met with; of their runs, only those that are shown are kept. */
export class DryRunSummary {
  #entered = 0;
  #inside = 0;
  readonly #ended = new Counts();
  readonly #refused = new Counts();
  readonly #messages = new Map<string, MessageCounts>();
  readonly #runs: FlowDryRun['runs'] = [];
  readonly #limits: Set<string>;

  constructor(version: FollowedVersion, limits: readonly string[]) {
    this.#limits = new Set([...limits, ...limitsOf(version)]);
  }

  /** @param isCut a contact has had more events than are played */
  add(played: readonly Played[], isCut: boolean): void {
    for (const { runs, refused } of played) {
      for (const reason of refused) this.#refused.add(refusalText(reason));
      for (const run of runs) this.#addRun(run);
    }
    const { maxEvents } = flowDryRunLimits;
    if (isCut) this.#limits.add(`Of one contact, the first ${maxEvents.toLocaleString('en')} events are played.`);
  }

  result(): Result {
    const messages = [...this.#messages].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      entered: this.#entered,
      inside: this.#inside,
      ended: this.#ended.list(),
      refused: this.#refused.list(),
      messages: messages.map(([message, { heldBack, ...counts }]) => ({
        message,
        ...counts,
        heldBack: heldBack.list(),
      })),
      limits: [...this.#limits],
      runs: this.#runs,
    };
  }

  #addRun(played: PlayedRun): void {
    const { run, messages } = played;
    this.#entered++;
    if (run.status === 'active') this.#inside++;
    else this.#ended.add(endReasons[run.endReason!]);
    for (const message of messages) this.#addMessage(message);
    if (this.#runs.length < flowDryRunLimits.maxShown) this.#runs.push(toShown(played));
  }

  #addMessage({ message, outcome, text }: PlayedMessage): void {
    const counts = this.#messages.get(message) ?? { count: 0, sent: 0, waiting: 0, heldBack: new Counts() };
    this.#messages.set(message, counts);
    counts.count++;
    if (outcome === 'held_back') counts.heldBack.add(text!);
    else counts[outcome]++;
  }
}

function toShown({ run, steps, messages }: PlayedRun): FlowDryRun['runs'][number] {
  const { contactId, enteredAt, stepId, endedAt, endReason } = run;
  return {
    contactId,
    enteredAt: enteredAt.toISOString(),
    step: stepId,
    endedAt: endedAt?.toISOString() ?? null,
    endReason: endReason && endReasons[endReason],
    steps: steps.map(({ stepId: step, outcome, detail, at }) => ({ step, text: describeStep(outcome, detail), at })),
    messages: messages.map(({ at, settledAt, ...message }) => ({
      ...message,
      at: at.toISOString(),
      settledAt: settledAt?.toISOString() ?? null,
    })),
  };
}

/** What is assumed because of the parts that a flow has. */
function limitsOf({ definition: { audience }, steps }: FollowedVersion): string[] {
  const kinds = new Set([...steps.values()].map(({ step }) => step.kind));
  const limits: string[] = [];
  if (audience || kinds.has('branch'))
    limits.push(
      'Filters count what happened until the time that is played; fields, properties, consent and segments are those of today.',
    );
  if (kinds.has('send'))
    limits.push(
      'Suppressions, topics, pauses and chosen paces are those of today that were set before the message; addresses, push subscriptions and the shop’s settings are those of today. Messages are not rendered.',
    );
  if (kinds.has('split')) limits.push('The parts of a random split are chosen anew, the same each time it is played.');
  if ([...steps.values()].some(({ step }) => step.kind === 'send' && step.experiment))
    limits.push(
      'Variations of a published version are those that contacts get or got; those of a draft are chosen for the play alone.',
    );
  if (kinds.has('update_contact') || kinds.has('add_to_segment') || kinds.has('remove_from_segment'))
    limits.push('What steps would have changed in contacts is not seen by later steps.');
  return limits;
}
