import type { OptOut, SuppressionReason } from '@beckon/core/consent';
import { readPhone } from '@beckon/core/lib';
import { ConfigError } from '../config.ts';
import { cellText, faultOfReference, normalizeName, readEmail } from './cells.ts';
import { emailNames, listColumns, resolveColumns } from './column-names.ts';
import { contactPresets } from './contact-presets.ts';
import type { Cells } from './rows.ts';

/** The names that other systems use for it. */
const reasons: Record<string, SuppressionReason> = {
  unsubscribed: 'unsubscribed',
  unsubscribe: 'unsubscribed',
  opt_out: 'unsubscribed',
  opted_out: 'unsubscribed',
  bounced: 'bounced',
  bounce: 'bounced',
  hard_bounce: 'bounced',
  cleaned: 'bounced',
  invalid: 'bounced',
  complained: 'complained',
  complaint: 'complained',
  spam: 'complained',
  spam_complaint: 'complained',
  blocked: 'address_blocked',
  blocklisted: 'address_blocked',
  blacklisted: 'address_blocked',
};

/** States in lists of all contacts that are not opt-outs. */
const maybeWritten = new Set(['subscribed', 'never_subscribed', 'enabled', 'active', 'confirmed', 'opted_in']);

export type OptOutColumns = { email?: string | undefined; phone?: string | undefined; reason?: string | undefined };
export type OptOutRow = OptOut | { fault: string } | { mayBeWritten: true };

/**
 * Creates the reader for the rows of a file with these columns.
 * @param country the country of the shop, in which numbers without country code are read; null: not set
 * @throws ConfigError when no column contains the address or phone number
 */
export function planOptOuts(
  columns: readonly string[],
  flags: OptOutColumns,
  country: string | null,
): (row: Cells) => OptOutRow {
  const named = Object.fromEntries(Object.entries(flags).filter(([, name]) => name !== undefined));
  const found = resolveColumns<keyof OptOutColumns>(columns, named, {
    email: emailNames,
    phone: contactPresets.generic!.names.phone!,
    reason: ['reason', 'status', 'subscription_status', 'email_marketing_consent', 'type'],
  });
  if (!found.email && !found.phone)
    throw new ConfigError(
      `no column contains an address or phone number: name it with --email <column> or --phone <column>. ${listColumns(columns)}`,
    );
  return (row) => {
    const text = (fact: keyof OptOutColumns) => (found[fact] ? cellText(row[found[fact]]) : undefined);
    const said = normalizeName(text('reason') ?? 'unsubscribed');
    if (maybeWritten.has(said)) return { mayBeWritten: true };
    const reason = reasons[said];
    if (!reason)
      return { fault: `"${text('reason')}" is not a reason: use unsubscribed, bounced, complained or blocked` };
    const given = text('email');
    // `n/a` or `-` is not a phone number: nothing is suppressed.
    const phone = /\d/.test(text('phone') ?? '') ? text('phone') : undefined;
    if (given === undefined && phone === undefined) return { fault: 'neither an e-mail address nor a phone number' };
    const email = given === undefined ? undefined : readEmail(given);
    if (email === null) return { fault: `"${given}" is not an e-mail address` };
    const fault = phone === undefined ? undefined : faultOfPhone(phone, country);
    return fault ? { fault } : { email, phone, reason };
  };
}

/** An opt-out that cannot be read is a fault: left out in silence, its person would go on getting messages. */
function faultOfPhone(phone: string, country: string | null): string | undefined {
  const shortened = faultOfReference('phone', phone);
  if (shortened) return shortened;
  if (readPhone(phone, country) !== null) return undefined;
  return country
    ? `"${phone}" has no country code and is no phone number of the country of the shop (${country})`
    : `"${phone}" has no country code: set the country of the shop, beckon tenants update --country <code>`;
}
