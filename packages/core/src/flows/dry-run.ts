import type { FlowDryRun, FlowDryRunRequest, SegmentFilter } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { messages } from '../messages/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { findMatchesWithin } from '../segments/index.ts';
import { refusalText } from './entries.ts';
import { matchEvents } from './event-matches.ts';
import { matchesOf } from './follow-event.ts';
import { type Played, playContact } from './play-contact.ts';
import { findContactsOf, type Period, readHistory } from './read-history.ts';
import { describeStep, endReasons } from './read-runs.ts';
import { readFlow } from './stored-flows.ts';
import { type FollowedVersion, imagineVersion, readShops, readVersions } from './versions.ts';

/** Maximum contacts that are played, and runs that are shown with their steps. */
const maxContacts = 1_000;
const maxShown = 50;

/** Contacts that are played in one transaction, and its deadline in milliseconds. */
const atOnce = 50;
const deadline = 60_000;

const day = 24 * 60 * 60 * 1_000;

/**
 * Plays a flow over the last days of the log: who would have entered, and what would have become of them. Nothing is
 * written. Filters are answered, and consent is looked up, as of today; the weekly cap and what other flows have sent are
 * not considered.
 * @param onPlayed told after each batch of contacts, how many are done and how many there are
 * @throws DomainError `not_found`; `conflict` for a trigger other than an event, or a flow that was never published
 */
export async function dryRunFlow(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'flw'>,
  { days, version: which }: FlowDryRunRequest,
  onPlayed: (done: number, all: number) => void = () => {},
): Promise<FlowDryRun> {
  const version = await chooseVersion(ctx, tenantId, id, which);
  const { trigger } = version.definition;
  if (trigger.kind !== 'event')
    throw new DomainError(
      'conflict',
      `only flows that start with an event can be played, and this one starts with ${trigger.kind}`,
    );
  const until = ctx.clock.now();
  const period = { from: new Date(until.getTime() - days * day), until };
  const types = trigger.events.map(({ event }) => event);
  const { count, contactIds } = await findContactsOf(ctx, tenantId, types, period, maxContacts);
  const played: Played[] = [];
  for (let from = 0; from < contactIds.length; from += atOnce) {
    const some = contactIds.slice(from, from + atOnce);
    played.push(...(await ctx.db.transaction((tx) => play({ ...ctx, db: tx }, version, some, period), { deadline })));
    onPlayed(played.length, contactIds.length);
  }
  const summary = summarize(played);
  return {
    from: period.from.toISOString(),
    until: until.toISOString(),
    contacts: { found: count, played: contactIds.length },
    ...summary,
    messages: await countMessages(ctx, tenantId, played),
  };
}

async function chooseVersion(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  flowId: Id<'flw'>,
  which: FlowDryRunRequest['version'],
): Promise<FollowedVersion> {
  const { draft, publishedVersion, name } = await readFlow(ctx, tenantId, flowId);
  if (which === 'draft') return imagineVersion(tenantId, flowId, draft);
  if (publishedVersion === null) throw new DomainError('conflict', `${name} has never been published`);
  const [published] = (await readVersions(ctx, [{ flowId, version: publishedVersion }])).values();
  return imagineVersion(tenantId, flowId, published!.definition);
}

async function play(
  ctx: Context<Transaction>,
  version: FollowedVersion,
  contactIds: readonly Id<'ctc'>[],
  period: Period,
): Promise<Played[]> {
  await ctx.db.query(sql`set transaction read only`);
  const { tenantId } = version;
  const shop = (await readShops(ctx, [tenantId])).get(tenantId)!;
  const histories = await readHistory(ctx, tenantId, contactIds, version.eventTypes, period);
  const events = [...histories.values()].flat().map(({ event }) => event);
  const matches = await matchEvents(ctx, shop, matchesOf(version), events);
  const played: Played[] = [];
  for (const id of contactIds)
    played.push(await playContact(ctx, shop, version, histories.get(id) ?? [], matches, period.until));
  return played;
}

function summarize(played: readonly Played[]): Pick<FlowDryRun, 'entered' | 'inside' | 'ended' | 'refused' | 'runs'> {
  const runs = played.flatMap((each) => each.runs);
  const steps = Map.groupBy(
    played.flatMap((each) => each.steps),
    ({ runId }) => runId,
  );
  const ended = runs.flatMap(({ endReason }) => endReason ?? []);
  return {
    entered: runs.length,
    inside: runs.filter(({ status }) => status === 'active').length,
    ended: count(ended.map((reason) => endReasons[reason])),
    refused: count(played.flatMap(({ refused }) => refused.map(refusalText))),
    runs: runs.slice(0, maxShown).map(({ id, contactId, enteredAt, stepId, endedAt, endReason }) => ({
      contactId,
      enteredAt: enteredAt.toISOString(),
      step: stepId,
      endedAt: endedAt?.toISOString() ?? null,
      endReason: endReason && endReasons[endReason],
      steps: (steps.get(id) ?? []).map(({ stepId: step, outcome, detail, at }) => ({
        step,
        text: describeStep(outcome, detail),
        at,
      })),
    })),
  };
}

/** The most frequent first. */
function count(texts: readonly string[]): { text: string; count: number }[] {
  return [...Map.groupBy(texts, (text) => text)]
    .map(([text, all]) => ({ text, count: all.length }))
    .sort((one, other) => other.count - one.count);
}

type MessageRow = Pick<typeof messages.$inferSelect, 'key' | 'channel' | 'category'>;

/** How many of each message would have been handed over, and how many of them a missing consent would hold back. */
async function countMessages(
  ctx: Context,
  tenantId: Id<'ten'>,
  played: readonly Played[],
): Promise<FlowDryRun['messages']> {
  const wanted = Map.groupBy(
    played.flatMap((each) => each.messages),
    ({ message }) => message,
  );
  const rows = await ctx.db.query<MessageRow>(sql`
    select key, channel, category from messages where tenant_id = ${tenantId} and key in ${sql.texts([...wanted.keys()])}`);
  const counts: FlowDryRun['messages'] = [];
  for (const { key, channel, category } of rows) {
    const contactIds = wanted.get(key)!.map(({ contactId }) => contactId);
    const allowed = category === 'transactional' ? null : await findAllowed(ctx, tenantId, channel, contactIds);
    const heldBack = allowed === null ? 0 : contactIds.filter((id) => !allowed.has(id)).length;
    counts.push({ message: key, count: contactIds.length, withoutConsent: heldBack });
  }
  return counts;
}

async function findAllowed(
  ctx: Context,
  tenantId: Id<'ten'>,
  channel: MessageRow['channel'],
  contactIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const isGranted = (type: 'email' | 'sms' | 'push' | 'marketing'): SegmentFilter => ({
    kind: 'consent',
    type,
    state: 'granted',
  });
  const isSuppressed: SegmentFilter = { kind: 'suppression', channel: 'email' };
  const filters: SegmentFilter[] = [isGranted(channel), isGranted('marketing')];
  if (channel === 'email') filters.push({ kind: 'not', filter: isSuppressed });
  const filter: SegmentFilter = { kind: 'and', filters };
  return new Set(
    await ctx.db.transaction((tx) => findMatchesWithin({ ...ctx, db: tx }, tenantId, filter, [...new Set(contactIds)])),
  );
}
