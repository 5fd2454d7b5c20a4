import { lockLivingContacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent, Reaction } from '../log/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { findUnsentRuns, lockActiveRuns } from './active-runs.ts';
import { type Candidate, Entrances } from './entrances.ts';
import { type Refusal, readEntryKey, startRun, writeRefusals } from './entries.ts';
import { type MatchesEvent, matchEvents, type Shop } from './event-matches.ts';
import { findLeft } from './find-left.ts';
import { keepFlows } from './flow-locks.ts';
import { factsOf, follow, isExit, matchesOf, mayTrigger, type OwnEvent } from './follow-event.ts';
import { type Run, RunChanges } from './run.ts';
import { type FollowedVersion, readFollowedVersions, readShops, readVersions, versionKey } from './versions.ts';
import { writeRuns } from './write-runs.ts';

/**
 * Moves contacts through flows when an event happens: ends runs, continues those that wait for it, takes back messages of
 * finished ones that are not sent yet, and lets contacts enter; all in the transaction that moves past the event. Runs
 * after the projection that knows whose event it is. A
 * contact is locked before anything is decided about it, and what the contact did is read from its whole history, so
 * two events end the same in whichever order they are applied.
 */
export const flowsReaction: Reaction = { kind: 'reaction', name: 'flows', after: 'contacts', apply };

async function apply(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<void> {
  const tenantIds = [...new Set(events.map(({ tenantId }) => tenantId))];
  await keepFlows(ctx, tenantIds);
  const versions = [...(await readFollowedVersions(ctx, tenantIds)).values()];
  if (versions.length === 0) return;
  await leaveByLinks(ctx, events, versions);
  const types = new Set(
    versions.flatMap(({ tenantId, eventTypes }) => eventTypes.map((type) => `${tenantId} ${type}`)),
  );
  const relevant = events.filter(({ tenantId, type }) => types.has(`${tenantId} ${type}`));
  const owned = await lockOwners(ctx, relevant);
  if (owned.length === 0) return;
  const shops = await readShops(ctx, tenantIds);
  for (const [tenantId, own] of Map.groupBy(owned, ({ event }) => event.tenantId)) {
    const ofTenant = versions.filter((version) => version.tenantId === tenantId);
    const shop = shops.get(tenantId);
    if (shop) await applyOf(ctx, shop, ofTenant, own);
  }
}

/**
 * Lets contacts leave because an event has made a browser or another contact part of them, and what was done there ends
 * their runs: not only before the next step, since a message may wait that they have handed over.
 */
async function leaveByLinks(
  ctx: Context<Transaction>,
  events: readonly LoggedEvent[],
  versions: readonly FollowedVersion[],
): Promise<void> {
  const concerned = new Set(versions.map(({ tenantId }) => tenantId as string));
  const naming = events.filter(
    ({ tenantId, isTrusted, anonymousId, userId, email }) =>
      concerned.has(tenantId) && isTrusted && [anonymousId, userId, email].filter((name) => name !== null).length > 1,
  );
  const joined = await findJoined(ctx, naming);
  const living = await lockLivingContacts(
    ctx,
    joined.map(({ contactId }) => contactId),
  );
  if (living.size === 0) return;
  const shops = await readShops(
    ctx,
    joined.map(({ tenantId }) => tenantId),
  );
  const changes = new RunChanges(ctx.clock.now());
  for (const [tenantId, own] of Map.groupBy(joined, (one) => one.tenantId)) {
    const contactIds = own.flatMap(({ contactId }) => (living.has(contactId) ? contactId : []));
    const unsent = await findUnsentRuns(ctx, tenantId, contactIds);
    const active = await lockActiveRuns(ctx, tenantId, contactIds);
    const both = [...unsent, ...active];
    const left = await findLeft(ctx, shops.get(tenantId)!, both, await readVersions(ctx, both));
    for (const run of unsent) if (left.has(run.id)) changes.withdrawn.add(run.id);
    for (const run of active) if (left.has(run.id)) changes.end(run, 'exit_event');
  }
  await writeRuns(ctx, changes);
}

type Joined = Pick<Run, 'tenantId' | 'contactId'>;

/** The contacts that a browser or another contact became part of by one of these events. */
async function findJoined(ctx: AnyContext, events: readonly LoggedEvent[]): Promise<Joined[]> {
  if (events.length === 0) return [];
  const given = events.map(({ seq, tenantId, anonymousId, userId, email }) => {
    return { seq, tenantId, anonymousId, userId, email };
  });
  return ctx.db.query<Joined>(sql`
    with given as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb)
        as g (seq bigint, "tenantId" text, "anonymousId" text, "userId" text, email text)
    )
    select g."tenantId", coalesce(c.merged_into, c.id) as "contactId" from given g
    join visitors v on v.tenant_id = g."tenantId" and v.anonymous_id = g."anonymousId"
    join visitor_links l on l.visitor_id = v.id and l.seq = g.seq join contacts c on c.id = l.contact_id
    union
    select g."tenantId", coalesce(c.merged_into, c.id) from given g
    join contacts c on c.tenant_id = g."tenantId" and c.user_id = g."userId"
    join contact_merges m on m.contact_id = c.id and m.seq = g.seq`);
}

/** Finds whose events these are and locks the contacts. Events of no contact are left out. */
async function lockOwners(ctx: Context<Transaction>, events: readonly LoggedEvent[]): Promise<OwnEvent[]> {
  const found = await findOwners(ctx, events);
  const living = await lockLivingContacts(
    ctx,
    [...found.values()].map(({ contactId }) => contactId),
  );
  // Merged into another contact while this waited for the lock: that contact is locked as well.
  const moved = [...found.values()].some(({ contactId }) => !living.has(contactId));
  const now = moved ? await findOwners(ctx, events) : found;
  if (moved) {
    const added = await lockLivingContacts(
      ctx,
      [...now.values()].map(({ contactId }) => contactId),
    );
    for (const id of added) living.add(id);
  }
  return events.flatMap((event) => {
    const owner = now.get(event.seq);
    return owner && living.has(owner.contactId) ? [{ event, ...owner }] : [];
  });
}

async function findOwners(
  ctx: AnyContext,
  events: readonly LoggedEvent[],
): Promise<Map<number, { contactId: Id<'ctc'>; isHistory: boolean }>> {
  if (events.length === 0) return new Map();
  const rows = await ctx.db.query<{ seq: number; contactId: Id<'ctc'>; isHistory: boolean }>(sql`
    select t.seq, coalesce(c.merged_into, c.id) as "contactId", 
      s.kind = 'import' or (s.kind = 'beckon' and e.type = 'contact_updated') as "isHistory"
    from jsonb_to_recordset(${JSON.stringify(events.map(({ seq, sourceId }) => ({ seq, sourceId })))}::text::jsonb)
      as g (seq bigint, "sourceId" text)
    join timeline t on t.seq = g.seq
    join events e on e.seq = g.seq
    join sources s on s.id = g."sourceId"
    join contacts c on c.id = coalesce((
      select p.contact_id from visitor_periods p
      where p.visitor_id = t.person_id and t.occurred_at >= p.since and t.occurred_at < p.until limit 1), t.person_id)`);
  return new Map(rows.map(({ seq, ...owner }) => [seq, owner]));
}

async function applyOf(
  ctx: Context<Transaction>,
  shop: Shop,
  versions: readonly FollowedVersion[],
  owned: readonly OwnEvent[],
): Promise<void> {
  const contactIds = [...new Set(owned.map(({ contactId }) => contactId))];
  const unsent = await findUnsentRuns(ctx, shop.tenantId, contactIds);
  const byKey = new Map(versions.map((version) => [versionKey(version), version]));
  // A run may have finished in a version that no other contact is inside of.
  const earlier = await readVersions(
    ctx,
    unsent.filter((run) => !byKey.has(versionKey(run))),
  );
  for (const [key, version] of earlier) byKey.set(key, version);
  const events = owned.map(({ event }) => event);
  const matches = await matchEvents(ctx, shop, [...byKey.values()].flatMap(matchesOf), events);
  const unsentOf = Map.groupBy(unsent, ({ contactId }) => contactId);
  const runs = Map.groupBy(await lockActiveRuns(ctx, shop.tenantId, contactIds), ({ contactId }) => contactId);
  const openings = findOpenings(shop, versions, owned, matches);
  const entrances = await Entrances.open(ctx, shop, [...openings.values()].flat());
  const { entries } = entrances;
  const changes = new RunChanges(shop.now);
  const refusals: Refusal[] = [];
  for (const { event, contactId } of owned) {
    const own = runs.get(contactId) ?? [];
    for (const run of own) {
      const version = byKey.get(versionKey(run));
      if (version && run.status === 'active') follow(changes, version, run, event, matches);
      if (run.status !== 'active') entries.end(run);
    }
    for (const run of unsentOf.get(contactId) ?? []) {
      if (isExit(byKey.get(versionKey(run))!, run, event, matches)) changes.withdrawn.add(run.id);
    }
    for (const candidate of openings.get(event) ?? []) {
      const { version } = candidate;
      const entryKey = readEntryKey(version.definition, event.properties);
      const reason = entrances.refuse(candidate, entryKey);
      if (reason) {
        const { tenantId, flowId } = version;
        refusals.push({ tenantId, flowId, contactId, reason, eventId: event.id, triggerKind: 'event', entryKey });
        continue;
      }
      const run = startRun(ctx, version, contactId, entryKey!, factsOf(event));
      changes.create(run);
      entries.add(run);
      runs.set(contactId, [...(runs.get(contactId) ?? []), run]);
    }
  }
  await writeRuns(ctx, changes);
  await writeRefusals(ctx, refusals);
}

/** The flows that an event may lead its contact into. */
type Openings = Map<LoggedEvent, Candidate[]>;

function findOpenings(
  { now }: Shop,
  versions: readonly FollowedVersion[],
  owned: readonly OwnEvent[],
  matches: MatchesEvent,
): Openings {
  const openings: Openings = new Map();
  for (const own of owned) {
    if (!mayTrigger(own, now)) continue;
    const { event, contactId } = own;
    const open = versions.filter(({ isOpen, definition: { trigger } }) => {
      return isOpen && trigger.kind === 'event' && trigger.events.some((match) => matches(match, event));
    });
    const { occurredAt: at, seq } = event;
    openings.set(
      event,
      open.map((version) => ({ version, contactId, at, seq })),
    );
  }
  return openings;
}
