import type { OptIn, Settings, SettingsChanges } from '@beckon/contract';
import { eq, sql, withBuilder } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { tenants } from './tables.ts';

/** The column of each setting. */
const columnOf = {
  name: 'name',
  siteUrl: 'site_url',
  senderName: 'sender_name',
  senderAddress: 'sender_address',
  postalAddress: 'postal_address',
  currency: 'currency',
  timezone: 'timezone',
  weeklyCap: 'weekly_cap',
  quietFrom: 'quiet_from',
  quietUntil: 'quiet_until',
  optIn: 'opt_in',
} as const satisfies Record<keyof Settings, string>;

/** @throws DomainError `not_found` */
export async function readSettings(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Settings> {
  const [settings] = await ctx.db.query<Settings>(sql`
    select name, site_url as "siteUrl", sender_name as "senderName", sender_address as "senderAddress",
      postal_address as "postalAddress", currency, timezone, weekly_cap as "weeklyCap",
      to_char(quiet_from, 'HH24:MI') as "quietFrom", to_char(quiet_until, 'HH24:MI') as "quietUntil", opt_in as "optIn"
    from tenants where id = ${tenantId}`);
  if (!settings) throw new DomainError('not_found', 'there is no tenant with this id');
  return settings;
}

/** Changes the settings that are named; the rest stays. @throws DomainError `not_found`, `validation_failed` */
export async function changeSettings(ctx: AnyContext, tenantId: Id<'ten'>, changes: SettingsChanges): Promise<Settings> {
  if (changes.timezone !== undefined) await refuseUnknownZone(ctx, changes.timezone);
  const names = (Object.keys(columnOf) as (keyof Settings)[]).filter((name) => changes[name] !== undefined);
  if (names.length > 0) {
    const columns = names.map((name) => sql`${sql.trusted(columnOf[name])} = ${changes[name]}`);
    await ctx.db.query(sql`update tenants set ${sql.join(columns, ', ')} where id = ${tenantId}`);
  }
  return readSettings(ctx, tenantId);
}

/**
 * A zone has to be known to both: the database shows days in it, and messages are scheduled by it here.
 * @throws DomainError `validation_failed`
 */
export async function refuseUnknownZone(ctx: AnyContext, zone: string): Promise<void> {
  // Here first: it keeps what the database cannot read away from it.
  if (isZoneHere(zone)) {
    const known = await ctx.db.query(sql`select 1 from pg_timezone_names where name = ${zone}`);
    if (known.length > 0) return;
  }
  throw new DomainError('validation_failed', `there is no time zone ${JSON.stringify(zone)}`, {
    errors: [{ path: 'timezone', message: 'the name of a time zone, such as Europe/Berlin' }],
  });
}

function isZoneHere(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** How a shop takes sign-ups: `double` unless it has said otherwise. */
export async function readOptIn(ctx: AnyContext, tenantId: Id<'ten'>): Promise<OptIn> {
  const [row] = await withBuilder(ctx.db, (build) =>
    build.select({ optIn: tenants.optIn }).from(tenants).where(eq(tenants.id, tenantId)),
  );
  return row!.optIn;
}
