import { type FlowDryRun, type FlowDryRunRequest, flowDryRunLimits } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { DryRunSummary } from './dry-run-summary.ts';
import { matchEvents } from './event-matches.ts';
import { findPastOpenings } from './find-past-openings.ts';
import { matchesOf } from './follow-event.ts';
import type { PastOpenings } from './past-openings.ts';
import { type Played, playContact } from './play-contact.ts';
import { type Period, readHistory } from './read-history.ts';
import { readFlow } from './stored-flows.ts';
import { type FollowedVersion, imagineVersion, readShops, readVersions } from './versions.ts';

/** Contacts that are played in one transaction, and its deadline in milliseconds. */
const atOnce = 10;
const deadline = 120_000;

const day = 24 * 60 * 60 * 1_000;

/**
 * Plays a flow over the last days: who would have entered, what they would have got and when, what would have been held
 * back, and why they would have left. Nothing is written or sent. The same request gives the same result.
 * @param onPlayed told after each batch of contacts, how many are done and how many there are
 * @throws DomainError `not_found`; `conflict` for a flow that was never published, or if there is too much to be played;
 *   `validation_failed` for entries that do not fit; `filter_too_slow`
 */
export async function dryRunFlow(
  ctx: Context,
  tenantId: Id<'ten'>,
  id: Id<'flw'>,
  { days, version: which, entries }: FlowDryRunRequest,
  onPlayed: (done: number, all: number) => void = () => {},
): Promise<FlowDryRun> {
  const version = await chooseVersion(ctx, tenantId, id, which);
  const { trigger } = version.definition;
  const until = ctx.clock.now();
  const period = { from: new Date(until.getTime() - days * day), until };
  const shop = (await readShops(ctx, [tenantId])).get(tenantId)!;
  const { maxContacts } = flowDryRunLimits;
  const openings = await findPastOpenings(ctx, { version, shop, trigger, period, maxContacts, entries });
  const { count, contactIds, limits } = openings;
  const summary = new DryRunSummary(version, limits);
  for (let from = 0; from < contactIds.length; from += atOnce) {
    const some = contactIds.slice(from, from + atOnce);
    const { played, isCut } = await ctx.db.transaction(
      (tx) => play({ ...ctx, db: tx }, version, openings, some, period),
      { deadline },
    );
    summary.add(played, isCut);
    onPlayed(from + some.length, contactIds.length);
  }
  return {
    from: period.from.toISOString(),
    until: until.toISOString(),
    contacts: { found: count, played: contactIds.length },
    ...summary.result(),
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
  return imagineVersion(tenantId, flowId, published!.definition, published!.experiments);
}

async function play(
  ctx: Context<Transaction>,
  version: FollowedVersion,
  openings: PastOpenings,
  contactIds: readonly Id<'ctc'>[],
  period: Period,
): Promise<{ played: Played[]; isCut: boolean }> {
  await ctx.db.query(sql`set transaction read only`);
  const { tenantId } = version;
  const shop = (await readShops(ctx, [tenantId])).get(tenantId)!;
  const { maxEvents } = flowDryRunLimits;
  const histories = await readHistory(ctx, tenantId, contactIds, version.eventTypes, period, maxEvents);
  const events = [...histories.values()].flat();
  const matches = await matchEvents(
    ctx,
    shop,
    matchesOf(version),
    events.map(({ event }) => event),
  );
  const found = Map.groupBy(await openings.read(ctx, contactIds, { events, matches }), ({ contactId }) => contactId);
  const played: Played[] = [];
  for (const id of contactIds) {
    const history = { events: histories.get(id) ?? [], matches };
    played.push(await playContact(ctx, shop, version, found.get(id) ?? [], history, period.until));
  }
  const isCut = [...histories.values()].some((own) => own.length === maxEvents);
  return { played, isCut };
}
