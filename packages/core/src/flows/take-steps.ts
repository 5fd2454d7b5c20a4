import type { FlowStep } from '@beckon/contract';
import { chooseByWeight, isTimeZone, millisecondsOf, nextWithin } from '../lib/index.ts';
import { makeToken } from '../links/index.ts';
import type { NewDelivery } from '../messages/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { findMatchesWithin } from '../segments/index.ts';
import type { ChosenVariation } from './choose-variations.ts';
import { type Effects, effects } from './effects.ts';
import { findHappened, type Shop } from './event-matches.ts';
import { findLeft } from './find-left.ts';
import { readZones } from './read-zones.ts';
import { endOfWait, firstOf, type Run, type RunChanges } from './run.ts';
import type { PlacedStep } from './steps.ts';
import { type FollowedVersion, versionKey } from './versions.ts';

/** A message is late when its time was longer ago than this, in milliseconds. */
export const maxLateness = 24 * 60 * 60 * 1_000;

export type DueRuns = {
  runs: readonly Run[];
  versions: ReadonlyMap<string, FollowedVersion>;
  shops: ReadonlyMap<string, Shop>;
  changes: RunChanges;
};

/** What the messages of a run are about. */
function subjectOf(
  ctx: Pick<AnyContext, 'secrets' | 'publicUrl'>,
  { tenantId, trigger }: Run,
): Pick<NewDelivery, 'variables' | 'product'> {
  const { kind, productId = '', variantId = '', waitlist } = trigger;
  if (waitlist) {
    const token = makeToken(ctx, 'leave_waitlist', tenantId, waitlist.entryId);
    const variables = { trigger, leave_url: `${ctx.publicUrl}/w/${token}` };
    return { variables, product: { id: productId, variantId: waitlist.variantId } };
  }
  if (kind === 'price_drop') return { variables: { trigger }, product: { id: productId, variantId } };
  return { variables: { trigger } };
}

/** Runs that stand at the same step. */
type AtStep<K extends FlowStep['kind']> = {
  runs: readonly Run[];
  version: FollowedVersion;
  shop: Shop;
  placed: PlacedStep & { step: Extract<FlowStep, { kind: K }> };
};

/**
 * Takes the steps of due runs until each waits or has ended. What needs the database is asked for all runs that stand at
 * the same step. Call it with the contacts of the runs locked.
 * @param causes what steps cause outside, such as deliveries
 */
export async function takeSteps(ctx: Context<Transaction>, due: DueRuns, causes: Effects = effects): Promise<void> {
  await leaveByEvents(ctx, due);
  const steps = new Steps(ctx, due.changes, causes);
  let moving = due.runs;
  while (moving.length > 0) {
    moving = moving.filter((run) => run.status === 'active' && run.dueAt! <= due.changes.now);
    for (const runs of Map.groupBy(moving, (run) => `${versionKey(run)} ${run.stepId}`).values()) {
      const version = due.versions.get(versionKey(runs[0]!))!;
      await steps.take(runs, version, due.shops.get(version.tenantId)!);
    }
  }
  await steps.finish();
}

/** Ends runs that were left: what ends them may have become the contact's only after it was applied. */
async function leaveByEvents(ctx: Context<Transaction>, { runs, versions, shops, changes }: DueRuns): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(runs, (run) => run.tenantId)) {
    const left = await findLeft(ctx, shops.get(tenantId)!, own, versions);
    for (const run of own) if (left.has(run.id)) changes.end(run, 'exit_event');
  }
}

/** What each kind of step does to the runs that stand at it. */
class Steps {
  readonly #ctx: Context<Transaction>;
  readonly #changes: RunChanges;
  readonly #effects: Effects;
  readonly #deliveries: NewDelivery[] = [];

  constructor(ctx: Context<Transaction>, changes: RunChanges, causes: Effects) {
    this.#ctx = ctx;
    this.#changes = changes;
    this.#effects = causes;
  }

  async take(runs: readonly Run[], version: FollowedVersion, shop: Shop): Promise<void> {
    const placed = version.steps.get(runs[0]!.stepId!)!;
    const { step } = placed;
    const atStep = { runs, version, shop, placed } as AtStep<typeof step.kind>;
    switch (step.kind) {
      case 'send':
        return this.#send(atStep as AtStep<'send'>);
      case 'wait':
        return this.#wait(atStep as AtStep<'wait'>);
      case 'wait_until':
        return this.#waitUntil(atStep as AtStep<'wait_until'>);
      case 'wait_for':
        return this.#waitFor(atStep as AtStep<'wait_for'>);
      case 'branch':
        return this.#branch(atStep as AtStep<'branch'>);
      case 'split':
        return this.#split(atStep as AtStep<'split'>);
      case 'update_contact':
      case 'add_to_segment':
      case 'remove_from_segment':
        return this.#changeContacts(atStep as AtStep<(typeof step)['kind']>);
      case 'webhook':
        return this.#callWebhook(atStep as AtStep<'webhook'>);
      case 'notify_user':
        return this.#notifyUsers(atStep as AtStep<'notify_user'>);
      case 'exit':
        for (const run of runs) {
          this.#changes.take(run, step.id, 'exited');
          this.#changes.end(run, 'exit_step');
        }
    }
  }

  /** Creates the deliveries of all steps that were taken, in their order. */
  async finish(): Promise<void> {
    await this.#effects.deliver(this.#ctx, this.#deliveries);
  }

  async #send({ runs, version, placed: { step, next } }: AtStep<'send'>): Promise<void> {
    const skipsLate = version.definition.lateMessages === 'skip';
    const { true: late = [], false: inTime = [] } = Object.groupBy(runs, (run) =>
      String(skipsLate && this.#changes.now.getTime() - run.dueAt!.getTime() > maxLateness),
    );
    for (const run of late) {
      this.#changes.take(run, step.id, 'too_late', { message: step.message });
      this.#changes.move(run, next, run.dueAt!);
    }
    const { experiment } = step;
    const chosen =
      experiment && inTime.length > 0
        ? await this.#effects.chooseVariations(this.#ctx, version, { ...step, experiment }, inTime)
        : null;
    for (const run of inTime) {
      const variation = chosen?.get(run.id);
      if (variation?.delay && !run.isWaiting) {
        this.#changes.wait(run, new Date(run.dueAt!.getTime() + millisecondsOf(variation.delay)));
        continue;
      }
      if (variation?.isHoldout) this.#changes.take(run, step.id, 'held_out', { variation: variation.key });
      else this.#deliver(run, step, variation);
      this.#changes.move(run, next, run.dueAt!);
    }
  }

  #deliver(run: Run, step: Extract<FlowStep, { kind: 'send' }>, variation: ChosenVariation | undefined): void {
    const { tenantId, contactId, flowId, id: runId } = run;
    const message = variation?.message ?? step.message;
    const ofVariation = variation ? { variation: variation.key } : {};
    this.#deliveries.push({
      tenantId,
      contactId,
      message,
      businessKey: `${runId}/${step.id}`,
      ...subjectOf(this.#ctx, run),
      origin: { kind: 'flow', flowId, runId, stepId: step.id, ...ofVariation },
      overrideId: variation?.overrideId,
    });
    this.#changes.take(run, step.id, 'sent', { message, ...ofVariation });
  }

  #wait({ runs, placed: { step, next } }: AtStep<'wait'>): void {
    for (const run of runs) {
      if (!run.isWaiting) this.#changes.wait(run, new Date(run.dueAt!.getTime() + millisecondsOf(step)));
      else this.#endWait(run, step.id, next, 'waited');
    }
  }

  /** A contact whose time zone is unknown has that of the shop. */
  async #waitUntil({ runs, shop, placed: { step, next } }: AtStep<'wait_until'>): Promise<void> {
    const zones = await readZones(this.#ctx, runs);
    const { now } = this.#changes;
    for (const run of runs) {
      const zone = [zones.get(run.contactId), shop.timezone].find((name) => name && isTimeZone(name)) ?? 'UTC';
      // A window that no day has, such as an hour that the clock skips, is not waited for.
      const begin = nextWithin(now, [zone], step) ?? now;
      if (begin > now) this.#changes.wait(run, begin);
      else this.#endWait(run, step.id, next, 'waited');
    }
  }

  async #waitFor({ runs, shop, placed }: AtStep<'wait_for'>): Promise<void> {
    const { step } = placed;
    const asked = runs.map((run) => ({
      key: run.id,
      contactId: run.contactId,
      since: run.since.toISOString(),
      until: endOfWait(run, step).toISOString(),
      exceptSeq: run.sinceSeq,
    }));
    const happened = await findHappened(this.#ctx, shop, [step], asked);
    for (const run of runs) {
      const event = happened.get(run.id);
      if (event) {
        run.since = event.at;
        run.sinceSeq = event.seq;
        this.#changes.take(run, step.id, 'event_happened');
        this.#changes.move(run, firstOf(step.yes, placed), this.#changes.now);
      } else if (run.isWaiting) this.#endWait(run, step.id, firstOf(step.no, placed), 'timed_out');
      else this.#changes.wait(run, endOfWait(run, step));
    }
  }

  async #branch({ runs, shop, placed }: AtStep<'branch'>): Promise<void> {
    const { step } = placed;
    const contactIds = runs.map(({ contactId }) => contactId);
    const matching = new Set(
      await findMatchesWithin(this.#ctx, shop.tenantId, step.filter, contactIds, shop.knownUntil),
    );
    for (const run of runs) {
      const answer = matching.has(run.contactId) ? 'yes' : 'no';
      this.#changes.take(run, step.id, answer);
      this.#changes.move(run, firstOf(step[answer], placed), run.dueAt!);
    }
  }

  #split({ runs, placed }: AtStep<'split'>): void {
    const { step } = placed;
    for (const run of runs) {
      const part = chooseByWeight(`${run.id} ${step.id}`, step.parts);
      this.#changes.take(run, step.id, 'split', { part });
      this.#changes.move(run, firstOf(step.parts[part]!.steps, placed), run.dueAt!);
    }
  }

  async #changeContacts({
    runs,
    version,
    placed: { step, next },
  }: AtStep<'update_contact' | 'add_to_segment' | 'remove_from_segment'>): Promise<void> {
    const contactIds = runs.map(({ contactId }) => contactId);
    const outcomes = await this.#effects.changeContacts(this.#ctx, version.tenantId, step, contactIds);
    for (const run of runs) {
      this.#changes.take(run, step.id, outcomes.get(run.contactId)!);
      this.#changes.move(run, next, run.dueAt!);
    }
  }

  async #callWebhook({ runs, placed: { step, next } }: AtStep<'webhook'>): Promise<void> {
    await this.#effects.callWebhooks(this.#ctx, step, runs);
    for (const run of runs) {
      this.#changes.take(run, step.id, 'webhook');
      this.#changes.move(run, next, run.dueAt!);
    }
  }

  async #notifyUsers({ runs, version, placed: { step, next } }: AtStep<'notify_user'>): Promise<void> {
    const users = await this.#effects.notifyUsers(this.#ctx, version.tenantId, step, runs);
    for (const run of runs) {
      this.#changes.take(run, step.id, 'notified', { users });
      this.#changes.move(run, next, run.dueAt!);
    }
  }

  #endWait(run: Run, stepId: string, next: string | null, outcome: 'waited' | 'timed_out'): void {
    run.since = run.dueAt!;
    run.sinceSeq = null;
    this.#changes.take(run, stepId, outcome);
    this.#changes.move(run, next, run.dueAt!);
  }
}
