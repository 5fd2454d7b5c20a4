import { encodeBase32, sha256 } from '../lib/index.ts';
import { judgePast, type NewDelivery, reasonText } from '../messages/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { atMoment } from './at-moment.ts';
import { imagineVariations } from './choose-variations.ts';
import type { Effects } from './effects.ts';
import { Entrances, refuseByEntries } from './entrances.ts';
import { Entries, type RefusalReason, startRun } from './entries.ts';
import type { Shop } from './event-matches.ts';
import { follow, isExit, type OwnEvent } from './follow-event.ts';
import type { History, Opening } from './past-openings.ts';
import { type Run, RunChanges, type TakenStep } from './run.ts';
import { takeSteps } from './take-steps.ts';
import { type FollowedVersion, versionKey } from './versions.ts';

/** A message that a step would have handed over, and what would have become of it. */
export type PlayedMessage = {
  step: string;
  message: string;
  at: Date;
  outcome: 'sent' | 'held_back' | 'waiting';
  settledAt: Date | null;
  text: string | null;
};

export type PlayedRun = { run: Run; steps: TakenStep[]; messages: PlayedMessage[] };

/** What one contact would have met with. */
export type Played = { runs: PlayedRun[]; refused: RefusalReason[] };

/**
 * Plays what a version of a flow would have done with a contact: the same code as for real runs, at the time of each event
 * and each step, without anything being written.
 * @param openings when the contact may have entered
 * @param history the contact's events, in the order in which they happened
 * @param until the end of the play
 */
export async function playContact(
  ctx: Context<Transaction>,
  shop: Shop,
  version: FollowedVersion,
  openings: readonly Opening[],
  { events, matches }: History,
  until: Date,
): Promise<Played> {
  const play = new Play(ctx, shop, version);
  for (const { at, event, opening } of inOrder(events, openings)) {
    await play.advance(at);
    if (event) play.follow(event, matches);
    else await play.open(opening);
  }
  await play.advance(until);
  return play.played;
}

type Moment = { at: Date; seq: number } & (
  | { event: OwnEvent; opening?: undefined }
  | { opening: Opening; event?: undefined }
);

/** An event moves the runs that there are before it starts another; what is no event comes after those of its time. */
function inOrder(events: readonly OwnEvent[], openings: readonly Opening[]): Moment[] {
  const moments = [
    ...events.map((own): Moment => ({ at: new Date(own.event.occurredAt), seq: own.event.seq, event: own })),
    ...openings.map(
      (opening): Moment => ({ at: new Date(opening.at), seq: opening.seq ?? Number.POSITIVE_INFINITY, opening }),
    ),
  ];
  // Two that are no events keep their order: infinite numbers have no difference.
  return moments.sort((one, other) => one.at.getTime() - other.at.getTime() || one.seq - other.seq || 0);
}

type Waiting = { delivery: NewDelivery; played: PlayedMessage; until: Date };

class Play {
  readonly played: Played = { runs: [], refused: [] };
  readonly #ctx: Context<Transaction>;
  readonly #shop: Shop;
  readonly #version: FollowedVersion;
  readonly #entries = Entries.none();
  /** Handed over by the steps that are being taken. */
  #handed: NewDelivery[] = [];
  #waiting: Waiting[] = [];
  /** When marketing was sent. */
  readonly #sentAt: Date[] = [];

  constructor(ctx: Context<Transaction>, shop: Shop, version: FollowedVersion) {
    this.#ctx = ctx;
    this.#shop = shop;
    this.#version = version;
  }

  /** Takes the steps and sends the messages that are due until a moment. */
  async advance(to: Date): Promise<void> {
    for (;;) {
      const run = earliest(this.#active, ({ dueAt }) => dueAt!);
      const waiting = earliest(this.#waiting, ({ until }) => until);
      if (run && run.dueAt! <= to && (!waiting || run.dueAt! <= waiting.until)) await this.#takeSteps(run);
      else if (waiting && waiting.until <= to) await this.#ask(waiting, waiting.until);
      else return;
    }
  }

  follow({ event }: OwnEvent, matches: History['matches']): void {
    const changes = new RunChanges(new Date(event.occurredAt));
    for (const { run } of this.played.runs) {
      if (run.status === 'active') follow(changes, this.#version, run, event, matches);
      else if (isExit(this.#version, run, event, matches)) changes.withdrawn.add(run.id);
    }
    this.#note(changes);
  }

  async open(opening: Opening): Promise<void> {
    const { contactId, entryKey, trigger } = opening;
    const now = new Date(opening.at);
    const refused = refuseByEntries(this.#entries, opening, entryKey, now) ?? (await this.#refuse(opening, now));
    if (refused) {
      this.played.refused.push(refused);
      return;
    }
    const ctx = { ...atMoment(this.#ctx, now), ids: { ...this.#ctx.ids, newId: sameId(opening) } };
    const run = startRun(ctx, this.#version, contactId, entryKey!, trigger);
    this.played.runs.push({ run, steps: [], messages: [] });
    this.#entries.add(run);
  }

  get #active(): Run[] {
    return this.played.runs.flatMap(({ run }) => (run.status === 'active' ? run : []));
  }

  async #refuse(opening: Opening, now: Date): Promise<RefusalReason | null> {
    const shop = this.#shopAt(now);
    const entrances = await Entrances.open(atMoment(this.#ctx, now), shop, [opening], this.#entries);
    return entrances.refuse(opening, opening.entryKey);
  }

  async #takeSteps(run: Run): Promise<void> {
    const now = run.dueAt!;
    const changes = new RunChanges(now);
    const shops = new Map([[this.#shop.tenantId as string, this.#shopAt(now)]]);
    const versions = new Map([[versionKey(this.#version), this.#version]]);
    await takeSteps(atMoment(this.#ctx, now), { runs: [run], versions, shops, changes }, this.#effects);
    for (const delivery of this.#handed) {
      const { stepId } = delivery.origin as { stepId: string };
      const shared = { outcome: 'waiting', settledAt: null, text: null } as const;
      const played: PlayedMessage = { step: stepId, message: delivery.message, at: now, ...shared };
      this.#of(run.id).messages.push(played);
      this.#waiting.push({ delivery, played, until: now });
    }
    this.#handed = [];
    this.#note(changes);
  }

  /** What events and steps have changed; a run that was left takes back what is not sent. */
  #note({ taken, changed, withdrawn, now }: RunChanges): void {
    for (const step of taken) this.#of(step.runId).steps.push(step);
    for (const run of changed.values()) if (run.status !== 'active') this.#entries.end(run);
    for (const { delivery, played } of this.#waiting) {
      const { runId } = delivery.origin as { runId: Run['id'] };
      if (withdrawn.has(runId)) settle(played, 'held_back', now, reasonText('left_flow'));
    }
    this.#waiting = this.#waiting.filter(({ played }) => played.outcome === 'waiting');
  }

  /** Asks the gate. */
  async #ask(waiting: Waiting, now: Date): Promise<void> {
    const { delivery, played } = waiting;
    const { tenantId, flowId } = this.#version;
    const assumed = { exceptFlowId: flowId, sentAt: this.#sentAt };
    const answer = await judgePast(atMoment(this.#ctx, now), tenantId, { ...delivery, createdAt: played.at }, assumed);
    if (answer.verdict === 'wait') {
      played.text = reasonText(answer.reason);
      waiting.until = answer.until;
      return;
    }
    if (answer.verdict === 'dispatch') {
      settle(played, 'sent', now, played.text);
      if (answer.category === 'marketing') this.#sentAt.push(now);
    } else {
      const text = answer.verdict === 'skip' ? reasonText(answer.reason) : 'There is no published message of this key.';
      settle(played, 'held_back', now, text);
    }
    this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
  }

  #of(runId: Run['id']): PlayedRun {
    return this.played.runs.find(({ run }) => run.id === runId)!;
  }

  #shopAt = (now: Date): Shop => ({ ...this.#shop, now, knownUntil: now });

  /** Notes what would be caused. */
  readonly #effects: Effects = {
    deliver: async (_, deliveries) => {
      this.#handed.push(...deliveries);
      return deliveries.length;
    },
    callWebhooks: async () => {},
    notifyUsers: async () => 1,
    chooseVariations: imagineVariations,
    changeContacts: async (_, __, { kind }, contactIds) =>
      new Map(
        contactIds.map((id) => [
          id,
          kind === 'update_contact' ? 'updated' : kind === 'add_to_segment' ? 'added' : 'removed',
        ]),
      ),
  };
}

function settle(played: PlayedMessage, outcome: 'sent' | 'held_back', at: Date, text: string | null): void {
  played.outcome = outcome;
  played.settledAt = at;
  played.text = text;
}

/** The first of those that come earliest. */
function earliest<T>(all: readonly T[], timeOf: (one: T) => Date): T | undefined {
  return all.reduce<T | undefined>((best, one) => (best && timeOf(best) <= timeOf(one) ? best : one), undefined);
}

/** The same opening has the same run each time it is played: random splits depend on the id. */
function sameId({ contactId, entryKey, at, seq }: Opening): Context['ids']['newId'] {
  const bytes = sha256(JSON.stringify([contactId, entryKey, at, seq])).subarray(0, 16);
  return (prefix) => `${prefix}_${encodeBase32(bytes)}`;
}
