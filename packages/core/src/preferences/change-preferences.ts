import type { PreferenceChannel, Preferences, PreferencesChange } from '@beckon/contract';
import {
  judgeWording,
  liftUnsubscribe,
  type RequestEvidence,
  readConsents,
  recordConsent,
  revokeConsents,
  suppress,
} from '../consent/index.ts';
import {
  type contacts,
  deletePushSubscriptionsOf,
  endBoundLinks,
  endPushSubscriptions,
  setFrequency,
  setPause,
  verifyEmail,
} from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { DomainError } from '../lib/index.ts';
import type { Context, Transaction } from '../ports/index.ts';
import { chooseTopics } from '../topics/index.ts';
import { endEntry, readWaitlistEntries } from '../waitlists/index.ts';
import { type Authorized, authorize, type Claim } from './authorize.ts';
import { readPreferences } from './read-preferences.ts';

/** Maximum pause in milliseconds: a shopper who wants no more messages turns off the channel. */
const longestPause = 366 * 24 * 60 * 60 * 1_000;

/** How the ledger says that it was shown to be theirs. */
const methodOf = { token: 'link', signature: 'signed_identity' } as const;

/**
 * Changes a shopper's preferences; preferences that the change does not name stay. In effect when this resolves: the
 * gate takes the same lock on the contact.
 * @throws DomainError `token_invalid`, `validation_failed`, `conflict` when a channel cannot be turned on here
 */
export async function changePreferences(
  ctx: Context,
  claim: Claim,
  change: PreferencesChange,
  evidence: RequestEvidence,
): Promise<Preferences> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const person = await authorize(inTx, claim);
    await applyChange(inTx, person, change, evidence);
    return readPreferences(inTx, person);
  });
}

/** Changes what a person wants that is locked in the caller's transaction. @throws as `changePreferences` */
export async function applyChange(
  ctx: Context<Transaction>,
  person: Authorized,
  change: PreferencesChange,
  evidence: RequestEvidence,
): Promise<void> {
  await changeChannels(ctx, person, change, evidence);
  await changeTopics(ctx, person, change.topics ?? {});
  await changePace(ctx, person, change);
  await leaveWaitlists(ctx, person, change.leaveWaitlists ?? []);
  await removePushDevices(ctx, person, change.removePushDevices ?? [], evidence);
  if (change.endLinks) await endBoundLinks(ctx, person.contactId);
}

async function changeChannels(
  ctx: Context<Transaction>,
  person: Authorized,
  { channels = {}, wordingVersion, wording }: PreferencesChange,
  evidence: RequestEvidence,
): Promise<void> {
  const { tenantId, contactId, by } = person;
  const before = await readPreferences(ctx, person);
  const changes = (Object.entries(channels) as [PreferenceChannel, boolean][]).filter(
    ([channel, isOn]) => before.channels[channel]!.isOn !== isOn,
  );
  const refused = changes.find(([channel, isOn]) => isOn && !before.channels[channel]!.canTurnOn);
  if (refused !== undefined) throw new DomainError('conflict', `${refused[0]} cannot be turned on here`);
  const refusals = (Object.keys(channels) as PreferenceChannel[]).filter((channel) => channels[channel] === false);
  const [contact] = await ctx.db.query<Pick<typeof contacts.$inferSelect, 'email'>>(
    sql`select email from contacts where id = ${contactId}`,
  );
  if (channels.push === false) await endPushSubscriptions(ctx, tenantId, contactId);
  // A no stops the address as well, so that no import says yes in its place. Not so a phone number: nothing has shown that
  // it is theirs, and a stop would be another person's.
  if (channels.email === false && contact!.email !== null) {
    await suppress(ctx, tenantId, 'email', contact!.email, 'unsubscribed');
  }
  if (channels.email && changes.some(([channel]) => channel === 'email')) {
    // By a link from a mail to the address, or verified before: it is theirs.
    if (by === 'token') await verifyEmail(ctx, tenantId, contactId, { firstName: null, language: null });
    await liftUnsubscribe(ctx, tenantId, 'email', contact!.email!);
  }
  const method = methodOf[by];
  await revokeConsents(ctx, tenantId, contactId, refusals, { source: 'preferences', method, evidence });
  const granted = changes.flatMap(([channel, isOn]) => (isOn ? [channel] : []));
  if (granted.length === 0) return;
  const shown = wording && (await judgeWording(ctx, tenantId, wordingVersion ?? '', wording));
  const states = await readConsents(ctx, tenantId, contactId);
  const hasMarketing = states.some(({ type, state }) => type === 'marketing' && state === 'granted');
  await recordConsent(
    ctx,
    tenantId,
    [...granted, ...(hasMarketing ? [] : (['marketing'] as const))].map((type) => ({
      contactId,
      type,
      action: 'granted',
      source: 'preferences',
      method,
      wordingVersion: wordingVersion ?? null,
      evidence: { ...evidence, ...(shown || { wording: null }) },
    })),
  );
}

async function changeTopics(
  ctx: Context<Transaction>,
  { tenantId, contactId }: Authorized,
  topics: Record<string, boolean>,
): Promise<void> {
  if (!(await chooseTopics(ctx, tenantId, contactId, topics))) {
    throw new DomainError('validation_failed', 'the shop has no topic with this id', {
      errors: [{ path: 'change.topics', message: 'ids of topics of the shop' }],
    });
  }
}

async function changePace(
  ctx: Context<Transaction>,
  { contactId }: Authorized,
  { frequency, pausedUntil }: PreferencesChange,
): Promise<void> {
  if (frequency !== undefined) await setFrequency(ctx, contactId, frequency);
  if (pausedUntil === undefined) return;
  if (pausedUntil !== null && Date.parse(pausedUntil) > ctx.clock.now().getTime() + longestPause) {
    throw new DomainError('validation_failed', 'a pause must end within a year', {
      errors: [{ path: 'change.pausedUntil', message: 'a time within a year from now' }],
    });
  }
  await setPause(ctx, contactId, pausedUntil);
}

/** With the last browser the consent ends, as when it is turned off there. */
async function removePushDevices(
  ctx: Context<Transaction>,
  { tenantId, contactId, by }: Authorized,
  ids: readonly string[],
  evidence: RequestEvidence,
): Promise<void> {
  if ((await deletePushSubscriptionsOf(ctx, tenantId, contactId, ids)) === 0) return;
  const left = await ctx.db.query(
    sql`select 1 from push_subscriptions where tenant_id = ${tenantId} and contact_id = ${contactId} limit 1`,
  );
  if (left.length > 0) return;
  await revokeConsents(ctx, tenantId, contactId, ['push'], { source: 'preferences', method: methodOf[by], evidence });
}

/** Ids that belong to other contacts are ignored: nothing happens to them, and nothing is revealed. */
async function leaveWaitlists(
  ctx: Context<Transaction>,
  { tenantId, contactId }: Authorized,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const own = await readWaitlistEntries(ctx, tenantId, contactId);
  for (const { id } of own) if (ids.includes(id)) await endEntry(ctx, tenantId, id);
}
