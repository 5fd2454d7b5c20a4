import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';

/** Days of a shop, both included. */
export type DayRange = { from?: string | undefined; to?: string | undefined };

export type ResolvedRange = { from: string; to: string; since: Date; until: Date; currency: string };

/**
 * The moments at which days begin and end by the clock of the shop. Without days, the last 30.
 * @throws DomainError `validation_failed` for days in the wrong order
 */
export async function resolveRange(ctx: AnyContext, tenantId: Id<'ten'>, range: DayRange): Promise<ResolvedRange> {
  const [row] = await ctx.db.query<ResolvedRange>(sql`
    select to_char(first, 'YYYY-MM-DD') as from, to_char(last, 'YYYY-MM-DD') as to,
      first::timestamp at time zone timezone as since, (last + 1)::timestamp at time zone timezone as until, currency
    from (
      select t.timezone, t.currency, last, coalesce(${range.from ?? null}::date, last - 29) as first
      from tenants t cross join lateral (
        select coalesce(${range.to ?? null}::date, (${ctx.clock.now()}::timestamptz at time zone t.timezone)::date) as last
      ) l where t.id = ${tenantId}
    ) r`);
  if (!row) throw new DomainError('not_found', 'there is no tenant with this id');
  if (row.from > row.to) {
    throw new DomainError('validation_failed', 'the first day is after the last', {
      errors: [{ path: 'from', message: `a day up to ${row.to}` }],
    });
  }
  return row;
}

export const within = ({ since, until }: Pick<ResolvedRange, 'since' | 'until'>, time: Statement): Statement =>
  sql`${time} >= ${since} and ${time} < ${until}`;
