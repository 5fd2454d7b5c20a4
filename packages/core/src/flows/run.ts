import type { FlowStep } from '@beckon/contract';
import { type Id, millisecondsOf } from '../lib/index.ts';
import type { PlacedStep } from './steps.ts';
import type { EndReason, flowRuns, StepOutcome } from './tables.ts';

/** A run in progress, as it is changed in memory while its contact is locked. */
export type Run = Pick<
  typeof flowRuns.$inferSelect,
  | 'id'
  | 'tenantId'
  | 'flowId'
  | 'version'
  | 'contactId'
  | 'entryKey'
  | 'status'
  | 'stepId'
  | 'dueAt'
  | 'isWaiting'
  | 'since'
  | 'sinceSeq'
  | 'trigger'
  | 'taken'
  | 'enteredAt'
  | 'endedAt'
  | 'endReason'
  | 'goalAt'
>;

/** A line of what a run has done. */
export type TakenStep = {
  tenantId: Id<'ten'>;
  runId: Id<'run'>;
  no: number;
  stepId: string;
  outcome: StepOutcome;
  detail: Record<string, unknown> | null;
  at: string;
};

/** What is to be written about runs, in one go. */
export class RunChanges {
  readonly created = new Map<string, Run>();
  readonly changed = new Map<string, Run>();
  readonly taken: TakenStep[] = [];
  /** Runs whose deliveries are not to be sent any more. */
  readonly withdrawn = new Set<Id<'run'>>();
  readonly now: Date;

  constructor(now: Date) {
    this.now = now;
  }

  create(run: Run): void {
    this.created.set(run.id, run);
  }

  /** Notes what became of the step at which a run stands. */
  take(run: Run, stepId: string, outcome: StepOutcome, detail: Record<string, unknown> | null = null): void {
    const { tenantId, id: runId } = run;
    this.taken.push({ tenantId, runId, no: run.taken++, stepId, outcome, detail, at: this.now.toISOString() });
    this.note(run);
  }

  /** Moves a run to a step, which is due at a moment; without a step, the run has finished. */
  move(run: Run, stepId: string | null, dueAt: Date): void {
    if (stepId === null) {
      this.end(run, 'finished');
      return;
    }
    run.stepId = stepId;
    run.dueAt = dueAt;
    run.isWaiting = false;
    this.note(run);
  }

  /** Lets a run wait at its step until a moment. */
  wait(run: Run, until: Date): void {
    run.dueAt = until;
    run.isWaiting = true;
    this.note(run);
  }

  end(run: Run, reason: EndReason): void {
    run.status = reason === 'finished' ? 'finished' : reason === 'failed' ? 'failed' : 'exited';
    run.endReason = reason;
    run.endedAt = this.now;
    run.stepId = null;
    run.dueAt = null;
    run.isWaiting = false;
    // Messages of a run that came to its end are still sent, until an exit event. A run that was left takes them back.
    if (reason !== 'finished' && reason !== 'exit_step') this.withdrawn.add(run.id);
    this.note(run);
  }

  note(run: Run): void {
    if (!this.created.has(run.id)) this.changed.set(run.id, run);
  }
}

/** The step after a branch was chosen: its first, or what follows the step if the branch is empty. */
export const firstOf = (branch: readonly { id: string }[], { next }: PlacedStep): string | null =>
  branch[0]?.id ?? next;

/** Until when a run that stands at a step waits for its event. */
export function endOfWait({ isWaiting, dueAt }: Run, { within }: Extract<FlowStep, { kind: 'wait_for' }>): Date {
  return isWaiting ? dueAt! : new Date(dueAt!.getTime() + millisecondsOf(within));
}
