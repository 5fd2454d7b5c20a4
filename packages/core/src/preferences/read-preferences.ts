import type { PreferenceChannel, Preferences } from '@beckon/contract';
import { type ConsentState, readConsentHistory, readConsents, readSuppression } from '../consent/index.ts';
import type { contacts, pushSubscriptions } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readWaitlistEntries } from '../waitlists/index.ts';
import type { Authorized } from './authorize.ts';

type Person = Pick<typeof contacts.$inferSelect, 'email' | 'phone' | 'frequency' | 'pausedUntil'> & {
  shop: string;
  isEmailVerified: boolean;
};

type Shown = Pick<Preferences, 'shop' | 'email'>;

/** A shopper's subscriptions and preferences, as the shopper sees them. */
export async function readPreferences(ctx: AnyContext, { tenantId, contactId, by }: Authorized): Promise<Preferences> {
  const person = await readPerson(ctx, tenantId, contactId);
  const consents = await readConsents(ctx, tenantId, contactId);
  const waitlists = await readWaitlistEntries(ctx, tenantId, contactId);
  const pushDevices = await readPushDevices(ctx, tenantId, contactId);
  const now = ctx.clock.now();
  return {
    ...shown(person),
    isOwner: by === 'token',
    channels: {
      email: await emailChannel(ctx, tenantId, person, consents, by),
      sms: channel(consents, 'sms', false),
      push: { isOn: pushDevices.length > 0, canTurnOn: false },
    },
    pushDevices,
    topics: await readWantedTopics(ctx, tenantId, contactId),
    frequency: person.frequency,
    pausedUntil: person.pausedUntil !== null && person.pausedUntil > now ? person.pausedUntil.toISOString() : null,
    waitlists: waitlists.filter(({ status }) => ['pending', 'waiting', 'notified'].includes(status)),
    history: await readConsentHistory(ctx, tenantId, contactId),
  };
}

/** The shop, and the address of its contact in short: what is shown to anyone who has a link of theirs. */
export async function readShown(ctx: AnyContext, { tenantId, contactId }: Authorized): Promise<Shown> {
  return shown(await readPerson(ctx, tenantId, contactId));
}

function shown({ shop, email }: Person): Shown {
  return { shop, email: email === null ? null : shorten(email) };
}

async function readPerson(ctx: AnyContext, tenantId: Id<'ten'>, contactId: Id<'ctc'>): Promise<Person> {
  const [person] = await ctx.db.query<Person>(sql`
    select t.name as shop, c.email, c.email_verified_at is not null as "isEmailVerified", c.phone, c.frequency,
      c.paused_until as "pausedUntil"
    from contacts c join tenants t on t.id = c.tenant_id where c.tenant_id = ${tenantId} and c.id = ${contactId}`);
  return person!;
}

/** A channel is on when it may be used for marketing: both consents are granted. */
function channel(consents: readonly ConsentState[], type: PreferenceChannel, canTurnOn: boolean) {
  const isGranted = (given: string) => consents.some((one) => one.type === given && one.state === 'granted');
  return { isOn: isGranted(type) && isGranted('marketing'), canTurnOn };
}

async function emailChannel(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { email, isEmailVerified }: Person,
  consents: readonly ConsentState[],
  by: Authorized['by'],
) {
  const suppression = email === null ? null : await readSuppression(ctx, tenantId, 'email', email);
  const canGrant = email !== null && (by === 'token' || isEmailVerified);
  const { isOn, canTurnOn } = channel(consents, 'email', canGrant);
  return {
    isOn: isOn && suppression === null,
    canTurnOn: canTurnOn && (suppression ?? 'unsubscribed') === 'unsubscribed',
  };
}

/** The browsers that get push messages: by what they are, never by their address. */
async function readPushDevices(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<Preferences['pushDevices']> {
  const rows = await ctx.db.query<Pick<typeof pushSubscriptions.$inferSelect, 'id' | 'client' | 'createdAt'>>(sql`
    select id, client, created_at as "createdAt" from push_subscriptions
    where tenant_id = ${tenantId} and contact_id = ${contactId} order by created_at`);
  return rows.map(({ id, client: { browser = null, os = null }, createdAt }) => ({
    id,
    browser,
    system: os,
    since: createdAt.toISOString(),
  }));
}

async function readWantedTopics(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
): Promise<Preferences['topics']> {
  return ctx.db.query(sql`
    select t.id, t.name, t.description, coalesce(w.is_wanted, true) as "isWanted" from topics t
    left join contact_topics w on w.tenant_id = t.tenant_id and w.topic_id = t.id and w.contact_id = ${contactId}
    where t.tenant_id = ${tenantId} order by t.position`);
}

/** Enough to know one's own address by, too little to learn one. */
function shorten(email: string): string {
  const at = email.lastIndexOf('@');
  return `${[...email][0]}…${email.slice(at)}`;
}
