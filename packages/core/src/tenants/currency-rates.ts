import { type CurrencyRate, currencyDigits } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { currencyRates, tenants } from './tables.ts';

/** The rates to the currency that the shop has now, by currency and day. */
export async function listCurrencyRates(ctx: AnyContext, tenantId: Id<'ten'>): Promise<CurrencyRate[]> {
  return ctx.db.query<Pick<typeof currencyRates.$inferSelect, 'currency' | 'rate' | 'validFrom'>>(sql`
    select r.currency, r.rate::text as rate, to_char(r.valid_from, 'YYYY-MM-DD') as "validFrom"
    from currency_rates r join tenants t on t.id = r.tenant_id and t.currency = r.to_currency
    where r.tenant_id = ${tenantId} order by r.currency, r.valid_from`);
}

/**
 * Call it in a transaction. Waits for the transactions that book orders of the shop, and makes those to come wait: they read its currency, its time
 * zone and its rates.
 */
export async function lockCurrency(ctx: AnyContext, tenantId: Id<'ten'>): Promise<string> {
  const [row] = await ctx.db.query<Pick<typeof tenants.$inferSelect, 'currency'>>(sql`
    select currency from tenants where id = ${tenantId} for update`);
  if (!row) throw new DomainError('not_found', 'there is no tenant with this id');
  return row.currency;
}

/**
 * Call it in a transaction. Sets the rates to the currency of the shop; those to currencies that it had before stay for the case that it returns.
 * @throws DomainError `validation_failed` for a rate of the shop's own currency
 */
export async function putCurrencyRates(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  rates: readonly CurrencyRate[],
): Promise<CurrencyRate[]> {
  const own = await lockCurrency(ctx, tenantId);
  if (rates.some(({ currency }) => currency === own)) {
    throw new DomainError('validation_failed', `${own} is the currency of the shop`, {
      errors: [{ path: 'rates', message: `rates of other currencies than ${own}` }],
    });
  }
  await ctx.db.query(sql`delete from currency_rates where tenant_id = ${tenantId} and to_currency = ${own}`);
  const rows = rates.map((rate) => ({ ...rate, scale: scaleOf(currencyDigits(own) - currencyDigits(rate.currency)) }));
  await ctx.db.query(sql`
    insert into currency_rates (tenant_id, currency, to_currency, valid_from, rate, factor)
    select ${tenantId}, currency, ${own}, "validFrom", rate::numeric, rate::numeric * scale::numeric
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (
      currency text, "validFrom" date, rate text, scale text)`);
  return listCurrencyRates(ctx, tenantId);
}

/** A power of ten as an exact decimal number. */
const scaleOf = (digits: number) => (digits >= 0 ? `1${'0'.repeat(digits)}` : `0.${'0'.repeat(-digits - 1)}1`);
