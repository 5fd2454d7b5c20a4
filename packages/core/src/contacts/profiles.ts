import { sql } from '../db/index.ts';
import type { LoggedEvent } from '../log/index.ts';
import { readCountries } from '../tenants/index.ts';
import type { BatchContext, ContactOf } from './apply-events.ts';
import { phoneFacts, unreadPhone } from './phone-facts.ts';

const profileTypes = new Set(['contact_created', 'contact_updated', 'identified']);

/** The named facts about a person beside the phone number; all other facts are kept in `properties`. */
const named = ['firstName', 'lastName', 'language', 'timezone', 'registeredAt'] as const;

type Profile = { id: string; rest: Record<string, unknown>; phone?: string } & Partial<
  Record<(typeof named)[number], unknown>
>;

/**
 * Writes what trusted events say about a person: later events win, and fields that they do not name stay. A phone number
 * is read in the country of the shop; one that cannot be read changes no number, and is kept as the property `unreadPhone`.
 */
export async function applyProfiles(
  ctx: BatchContext,
  events: readonly LoggedEvent[],
  contactOf: ContactOf,
): Promise<void> {
  const profiles = new Map<string, Profile>();
  const countries = await readCountries(
    ctx,
    events.flatMap(({ tenantId, properties }) => (properties.phone === undefined ? [] : [tenantId])),
  );
  for (const event of events) {
    const id = contactOf(event);
    if (id === null || !profileTypes.has(event.type)) continue;
    const profile = profiles.get(id) ?? { id, rest: {} };
    const given = { ...event.properties };
    if (event.type === 'contact_created') given.registeredAt ??= event.occurredAt;
    for (const [key, value] of Object.entries(given)) {
      if (key === 'phone') sayPhone(profile, value, countries.get(event.tenantId) ?? null);
      else if ((named as readonly string[]).includes(key)) Object.assign(profile, { [key]: value });
      else profile.rest[key] = value;
    }
    profiles.set(id, profile);
  }
  if (profiles.size === 0) return;
  const rows = [...profiles.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await ctx.db.query(sql`
    update contacts c set
      first_name = coalesce(p."firstName", c.first_name), last_name = coalesce(p."lastName", c.last_name),
      phone = coalesce(p."phone", c.phone), language = coalesce(p."language", c.language),
      timezone = coalesce(p."timezone", c.timezone), registered_at = coalesce(p."registeredAt", c.registered_at),
      properties = case when p."phone" is null then c.properties else c.properties - 'unreadPhone' end || p."rest"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as p (
      "id" text, "firstName" text, "lastName" text, "phone" text, "language" text, "timezone" text,
      "registeredAt" timestamptz, "rest" jsonb)
    where c.id = p."id"`);
}

function sayPhone(profile: Profile, given: unknown, country: string | null): void {
  const { phone, unreadPhone: unread } = phoneFacts(given, country);
  if (phone !== undefined) {
    profile.phone = phone;
    delete profile.rest[unreadPhone];
  } else if (unread !== undefined) profile.rest[unreadPhone] = unread;
}
