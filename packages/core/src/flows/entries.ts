import type { FlowDefinition } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { type Id, millisecondsOf } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { Run } from './run.ts';
import type { flowRefusals, TriggerFacts } from './tables.ts';
import type { FollowedVersion } from './versions.ts';

/** Why a contact does not enter a flow. Marketers read the text. */
const refusalReasons = {
  inside: 'The contact is already inside.',
  entered_before: 'The contact has entered before, and the flow lets a contact enter once.',
  too_soon: 'The contact has entered before, and the time until the next entry has not passed.',
  not_in_audience: 'The contact is not in the audience of the flow.',
  has_left_already: 'An event that ends the flow has already happened.',
  no_key: 'The event has no value for the property that the re-entry rule names.',
} as const;

export type RefusalReason = keyof typeof refusalReasons;

/** The text of a stored reason. */
export function refusalText(reason: string): string {
  return Object.hasOwn(refusalReasons, reason) ? refusalReasons[reason as RefusalReason] : reason;
}

type LastEntry = { enteredAt: Date; isActive: boolean };

/** Earlier entries of contacts into flows. */
export class Entries {
  /** By flow, contact and key. */
  readonly #last = new Map<string, LastEntry>();
  /** The events that led to them. */
  readonly #events = new Set<string>();

  /** As if no contact had ever entered. */
  static none(): Entries {
    return new Entries();
  }

  static async read(
    ctx: AnyContext,
    tenantId: Id<'ten'>,
    asked: readonly { flowId: string; contactId: string }[],
  ): Promise<Entries> {
    const entries = new Entries();
    if (asked.length === 0) return entries;
    const rows = await ctx.db.query<
      LastEntry & Pick<Run, 'flowId' | 'contactId' | 'entryKey'> & { seqs: number[] }
    >(sql`
      select r.flow_id as "flowId", r.contact_id as "contactId", r.entry_key as "entryKey",
        max(r.entered_at) as "enteredAt", bool_or(r.status = 'active') as "isActive",
        coalesce(jsonb_agg(r.trigger -> 'seq') filter (where r.trigger ? 'seq'), '[]') as seqs
      from (select distinct "contactId" as id, "flowId" as flow_id
        from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as a ("flowId" text, "contactId" text)) a
      join flow_runs r on r.tenant_id = ${tenantId} and r.contact_id = a.id and r.flow_id = a.flow_id
      group by 1, 2, 3`);
    for (const { seqs, ...row } of rows) {
      entries.#last.set(keyOf(row), row);
      for (const seq of seqs) entries.#events.add(`${row.flowId} ${seq}`);
    }
    return entries;
  }

  add(run: Pick<Run, 'flowId' | 'contactId' | 'entryKey' | 'enteredAt' | 'trigger'>): void {
    this.#last.set(keyOf(run), { enteredAt: run.enteredAt, isActive: true });
    if (run.trigger.seq !== undefined) this.#events.add(`${run.flowId} ${run.trigger.seq}`);
  }

  /** Notes that a run of this contact and key has ended. */
  end(run: Pick<Run, 'flowId' | 'contactId' | 'entryKey'>): void {
    const last = this.#last.get(keyOf(run));
    if (last) last.isActive = false;
  }

  /** Whether the event has already led to a run, such as when a quarantined event is replayed. */
  hasEvent(flowId: string, seq: number): boolean {
    return this.#events.has(`${flowId} ${seq}`);
  }

  /** Whether the re-entry rule refuses a contact now. */
  refuse(
    { flowId, definition: { reentry } }: Pick<FollowedVersion, 'flowId' | 'definition'>,
    contactId: string,
    entryKey: string,
    now: Date,
  ): RefusalReason | null {
    const last = this.#last.get(keyOf({ flowId, contactId, entryKey }));
    if (!last) return null;
    if (last.isActive) return 'inside';
    if (reentry.rule === 'once') return 'entered_before';
    if (reentry.rule === 'always') return null;
    return now.getTime() < last.enteredAt.getTime() + millisecondsOf(reentry.after!) ? 'too_soon' : null;
  }

  /**
   * The same for a trigger by time, whose key is the occasion: a contact enters once for each, and the time until the next
   * entry counts from the last one, whatever its key.
   */
  refuseOccasion(
    version: Pick<FollowedVersion, 'flowId' | 'definition'>,
    contactId: string,
    occasion: string,
    now: Date,
  ) {
    const { flowId, definition } = version;
    if (this.#last.has(keyOf({ flowId, contactId, entryKey: occasion }))) return 'entered_before';
    const prefix = keyOf({ flowId, contactId, entryKey: '' });
    const others = [...this.#last].filter(([key]) => key.startsWith(prefix)).map(([, entry]) => entry);
    if (others.length === 0) return null;
    const { rule, after } = definition.reentry;
    if (rule === 'once') return 'entered_before';
    const lastAt = Math.max(...others.map(({ enteredAt }) => enteredAt.getTime()));
    return rule === 'after' && now.getTime() < lastAt + millisecondsOf(after!) ? 'too_soon' : null;
  }
}

const keyOf = ({ flowId, contactId, entryKey }: { flowId: string; contactId: string; entryKey: string }) =>
  `${flowId} ${contactId} ${entryKey}`;

/** The value of the property that the re-entry rule names; empty if it names none, null if the event has no value. */
export function readEntryKey({ reentry: { key } }: FlowDefinition, properties: Record<string, unknown>): string | null {
  if (key === undefined) return '';
  const value = Object.hasOwn(properties, key) ? properties[key] : null;
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : null;
}

/** A run at the first step of a version, due at once. */
export function startRun(
  ctx: AnyContext,
  { tenantId, flowId, version, definition }: FollowedVersion,
  contactId: Id<'ctc'>,
  entryKey: string,
  trigger: TriggerFacts,
): Run {
  const now = ctx.clock.now();
  const first = definition.steps[0];
  return {
    id: ctx.ids.newId('run'),
    tenantId,
    flowId,
    version,
    contactId,
    entryKey,
    status: first ? 'active' : 'finished',
    stepId: first?.id ?? null,
    dueAt: first ? now : null,
    isWaiting: false,
    since: new Date(trigger.at),
    sinceSeq: trigger.seq ?? null,
    trigger,
    taken: 0,
    enteredAt: now,
    endedAt: first ? null : now,
    endReason: first ? null : 'finished',
    goalAt: null,
  };
}

/**
 * The moment from which events end a run: that of the event that started it, since one person's events may have the same
 * time; after that of any other trigger.
 */
export function exitsFrom({ at, seq }: { at: string; seq?: number | null | undefined }): string {
  return seq === undefined || seq === null ? new Date(Date.parse(at) + 1).toISOString() : at;
}

export type Refusal = Omit<typeof flowRefusals.$inferSelect, 'refusedAt'>;

/** Notes why contacts did not enter. */
export async function writeRefusals(ctx: Context<Transaction>, refusals: readonly Refusal[]): Promise<void> {
  if (refusals.length === 0) return;
  await ctx.db.query(sql`
    insert into flow_refusals (tenant_id, flow_id, contact_id, reason, event_id, trigger_kind, entry_key, refused_at)
    select "tenantId", "flowId", "contactId", reason, "eventId", "triggerKind", "entryKey", ${ctx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(refusals)}::text::jsonb) as r (
      "tenantId" text, "flowId" text, "contactId" text, reason text, "eventId" text, "triggerKind" text, "entryKey" text)`);
}

/** Days for which the reasons why contacts did not enter are kept. */
const refusalDays = 90;

/** Deletes reasons that are too old to be asked for. @returns the number of rows */
export async function forgetRefusals(ctx: Context): Promise<number> {
  const before = new Date(ctx.clock.now().getTime() - refusalDays * 24 * 60 * 60 * 1_000);
  const gone = await ctx.db.query(sql`
    delete from flow_refusals where ctid in (
      select ctid from flow_refusals where refused_at < ${before} order by refused_at limit 5000)
    returning 1`);
  return gone.length;
}
