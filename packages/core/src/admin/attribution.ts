import type { AttributionSettings, CurrencyRate } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import * as attribution from '../attribution/index.ts';
import { audited, compareFacts } from '../audit/index.ts';
import { revalueContacts } from '../contacts/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import * as tenants from '../tenants/index.ts';

const labels = {
  model: 'Model',
  emailClick: 'Hours for clicks in emails',
  smsClick: 'Hours for clicks in text messages',
  pushClick: 'Hours for clicks on push messages',
  open: 'Hours for opens',
  visit: 'Hours for visits',
  signUp: 'Hours for sign-ups',
};

const factsOf = ({ model, windows }: AttributionSettings) => ({ model, ...windows });

export function putAttributionSettings(
  ctx: Context,
  caller: Caller,
  settings: AttributionSettings,
): Promise<AttributionSettings> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const before = await attribution.readAttributionSettings(inTx, tenantId);
    const result = await attribution.putAttributionSettings(inTx, tenantId, settings);
    const compared = compareFacts('attribution', labels, factsOf(before), factsOf(result));
    return {
      result,
      change: { action: 'attribution.changed', target: { kind: 'tenant', id: tenantId }, ...compared },
    };
  });
}

/** @throws DomainError `validation_failed` for a rate of the shop's own currency */
export function putCurrencyRates(
  ctx: Context,
  caller: Caller,
  rates: readonly CurrencyRate[],
): Promise<CurrencyRate[]> {
  const { tenantId } = caller;
  return audited(ctx, caller, async (inTx) => {
    const before = await tenants.listCurrencyRates(inTx, tenantId);
    const result = await tenants.putCurrencyRates(inTx, tenantId, rates);
    await countAgain(inTx, tenantId);
    const change = {
      action: 'currency_rates.changed' as const,
      target: { kind: 'tenant' as const, id: tenantId },
      summary: `${rates.length} exchange rates set`,
      before: listed(before),
      after: listed(result),
    };
    return { result, change };
  });
}

/** Maximum rates of each currency that the audit log lists. */
const maxListed = 20;

const listed = (rates: readonly CurrencyRate[]) =>
  Object.fromEntries(
    [...Map.groupBy(rates, ({ currency }) => currency)].map(([currency, own]) => [
      currency,
      own.slice(-maxListed).map(({ rate, validFrom }) => `${rate} from ${validFrom}`),
    ]),
  );

/** Call it in the transaction that changes in which currency, and by which rates, a shop counts. */
export async function countAgain(ctx: AnyContext, tenantId: Id<'ten'>): Promise<void> {
  await revalueContacts(ctx, tenantId);
  await attribution.attributeAll(ctx, tenantId);
}
