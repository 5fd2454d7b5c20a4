import type { Cost, NewCost } from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited } from '../audit/index.ts';
import * as finance from '../finance/index.ts';
import type { Id } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

const factsOf = ({ campaignId, amount, currency, category, day, note }: Cost) => ({
  ...{ campaignId, amount, currency, category, day, note },
});

export function addCost(ctx: Context, caller: Caller, cost: NewCost): Promise<Cost> {
  return audited(ctx, caller, async (inTx) => {
    const result = await finance.addCost(inTx, caller.tenantId, cost);
    const target = { kind: 'cost' as const, id: result.id };
    const summary = `Cost of campaign ${cost.campaignId} recorded`;
    return { result, change: { action: 'cost.added', target, summary, after: factsOf(result) } };
  });
}

/** @throws DomainError `not_found` */
export function removeCost(ctx: Context, caller: Caller, id: Id<'cst'>): Promise<void> {
  return audited(ctx, caller, async (inTx) => {
    const removed = await finance.removeCost(inTx, caller.tenantId, id);
    const summary = `Cost of campaign ${removed.campaignId} removed`;
    const target = { kind: 'cost' as const, id };
    return { result: undefined, change: { action: 'cost.removed', target, summary, before: factsOf(removed) } };
  });
}
