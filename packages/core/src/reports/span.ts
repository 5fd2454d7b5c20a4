import { reportLimits } from '@beckon/contract';
import { Temporal } from 'temporal-polyfill';
import { DomainError, type Id, momentOf } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { readSettings } from '../tenants/index.ts';

/** The days that a caller names; what is left out is chosen by the report. */
export type NamedDays = { from?: string | undefined; to?: string | undefined };

/** The days of a report in the time zone of the shop, both included, and the moments at which they begin and end. */
export type Span = {
  tenantId: Id<'ten'>;
  from: string;
  to: string;
  timezone: string;
  currency: string;
  start: Date;
  /** Not included. */
  end: Date;
};

/**
 * @param defaultDays how many days a report covers if no first day is named
 * @throws DomainError `validation_failed` for days that are reversed, or too many
 */
export async function readSpan(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  named: NamedDays,
  defaultDays: number,
): Promise<Span> {
  const { timezone, currency } = await readSettings(ctx, tenantId);
  const now = Temporal.Instant.fromEpochMilliseconds(ctx.clock.now().getTime());
  const to = named.to ? Temporal.PlainDate.from(named.to) : now.toZonedDateTimeISO(timezone).toPlainDate();
  const from = named.from ? Temporal.PlainDate.from(named.from) : to.subtract({ days: defaultDays - 1 });
  const days = from.until(to).days + 1;
  if (days < 1) refuse('from', 'a day that is not after `to`');
  if (named.from && days > reportLimits.maxDays) refuse('from', `at most ${reportLimits.maxDays} days before \`to\``);
  const startOf = (day: Temporal.PlainDate) => momentOf(day.toPlainDateTime(), timezone);
  return {
    ...{ tenantId, timezone, currency },
    ...{ from: from.toString(), to: to.toString(), start: startOf(from), end: startOf(to.add({ days: 1 })) },
  };
}

function refuse(path: string, message: string): never {
  throw new DomainError('validation_failed', message, { errors: [{ path, message }] });
}

/** What an answer says about its span. */
export const shownSpan = ({ from, to, timezone }: Span) => ({ from, to, timezone, nextCursor: null });
