import type { OptIn, Settings, SettingsChanges } from '@beckon/contract';
import { eq, sql, withBuilder } from '../db/index.ts';
import { DomainError, type Id, isTimeZone } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readHoldout, restartHoldout } from './holdout.ts';
import { tenants } from './tables.ts';

const columns = {
  name: tenants.name,
  siteUrl: tenants.siteUrl,
  senderName: tenants.senderName,
  senderAddress: tenants.senderAddress,
  postalAddress: tenants.postalAddress,
  currency: tenants.currency,
  timezone: tenants.timezone,
  country: tenants.country,
  weeklyCap: tenants.weeklyCap,
  quietFrom: tenants.quietFrom,
  quietUntil: tenants.quietUntil,
  cartIdleSeconds: tenants.cartIdleSeconds,
  smsPerSecond: tenants.smsPerSecond,
  optIn: tenants.optIn,
  tracksOpens: tenants.tracksOpens,
  tracksClicks: tenants.tracksClicks,
  addsUtm: tenants.addsUtm,
  utmSource: tenants.utmSource,
  holdoutPercent: tenants.holdoutPercent,
  linkHosts: tenants.linkHosts,
  campaignsNeedApproval: tenants.campaignsNeedApproval,
  alertWebhookUrl: tenants.alertWebhookUrl,
};

/** @throws DomainError `not_found` */
export async function readSettings(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Settings> {
  const [row] = await withBuilder(ctx.db, (build) =>
    build.select(columns).from(tenants).where(eq(tenants.id, tenantId)),
  );
  if (!row) throw new DomainError('not_found', 'there is no tenant with this id');
  return { ...row, quietFrom: withoutSeconds(row.quietFrom), quietUntil: withoutSeconds(row.quietUntil) };
}

/** The database gives a time of day with its seconds. */
const withoutSeconds = (time: string) => time.slice(0, 'HH:MM'.length);

/** Changes the settings that are named; the rest stays. @throws DomainError `not_found`, `validation_failed` */
export async function changeSettings(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  changes: SettingsChanges,
): Promise<Settings> {
  if (changes.timezone !== undefined) await refuseUnknownZone(ctx, changes.timezone);
  if (Object.values(changes).some((value) => value !== undefined)) {
    const { holdoutPercent } = await readHoldout(ctx, tenantId);
    const restarted = restartHoldout(ctx, holdoutPercent, changes.holdoutPercent ?? holdoutPercent);
    await withBuilder(ctx.db, (build) =>
      build
        .update(tenants)
        .set({ ...changes, ...restarted })
        .where(eq(tenants.id, tenantId)),
    );
  }
  return readSettings(ctx, tenantId);
}

/**
 * A zone has to be known to both: the database shows days in it, and messages are scheduled by it here.
 * @throws DomainError `validation_failed`
 */
export async function refuseUnknownZone(ctx: AnyContext, zone: string): Promise<void> {
  // Here first: it keeps what the database cannot read away from it.
  if (isTimeZone(zone)) {
    const known = await ctx.db.query(sql`select 1 from pg_timezone_names where name = ${zone}`);
    if (known.length > 0) return;
  }
  throw new DomainError('validation_failed', `there is no time zone ${JSON.stringify(zone)}`, {
    errors: [{ path: 'timezone', message: 'the name of a time zone, such as Europe/Berlin' }],
  });
}

/** The country in which a shop reads phone numbers without country code; null: in none. */
export async function readCountry(ctx: AnyContext, tenantId: Id<'ten'>): Promise<string | null> {
  const [row] = await withBuilder(ctx.db, (build) =>
    build.select({ country: tenants.country }).from(tenants).where(eq(tenants.id, tenantId)),
  );
  return row?.country ?? null;
}

/** The countries of shops that have set one. */
export async function readCountries(
  ctx: AnyContext,
  tenantIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (tenantIds.length === 0) return new Map();
  const rows = await ctx.db.query<Pick<typeof tenants.$inferSelect, 'id' | 'country'>>(sql`
    select id, country from tenants where id in ${sql.texts([...new Set(tenantIds)])}`);
  return new Map(rows.flatMap(({ id, country }) => (country === null ? [] : [[id, country] as const])));
}

/** How a shop takes sign-ups: `double` unless it has said otherwise. */
export async function readOptIn(ctx: AnyContext, tenantId: Id<'ten'>): Promise<OptIn> {
  const [row] = await withBuilder(ctx.db, (build) =>
    build.select({ optIn: tenants.optIn }).from(tenants).where(eq(tenants.id, tenantId)),
  );
  return row!.optIn;
}
