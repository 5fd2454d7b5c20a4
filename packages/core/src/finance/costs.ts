import type { Cost, NewCost } from '@beckon/contract';
import { and, desc, eq, lt, withBuilder } from '../db/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { campaignCosts } from './tables.ts';

type CostRow = typeof campaignCosts.$inferSelect;

export type CostQuery = { campaign?: string | undefined; limit: number; before: string | null };

/** Newest first. */
export async function listCosts(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { campaign, limit, before }: CostQuery,
): Promise<Cost[]> {
  const rows = await withBuilder(ctx.db, (build) =>
    build
      .select()
      .from(campaignCosts)
      .where(
        and(
          eq(campaignCosts.tenantId, tenantId),
          campaign === undefined ? undefined : eq(campaignCosts.campaignId, campaign),
          before === null ? undefined : lt(campaignCosts.id, before as Id<'cst'>),
        ),
      )
      .orderBy(desc(campaignCosts.id))
      .limit(limit),
  );
  return rows.map(toCost);
}

export async function addCost(ctx: AnyContext, tenantId: Id<'ten'>, cost: NewCost): Promise<Cost> {
  const row: CostRow = { ...cost, id: ctx.ids.newId('cst'), tenantId, recordedAt: ctx.clock.now() };
  await withBuilder(ctx.db, (build) => build.insert(campaignCosts).values(row));
  return toCost(row);
}

/** @returns what was removed @throws DomainError `not_found` */
export async function removeCost(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'cst'>): Promise<Cost> {
  const [row] = await withBuilder(ctx.db, (build) =>
    build
      .delete(campaignCosts)
      .where(and(eq(campaignCosts.tenantId, tenantId), eq(campaignCosts.id, id)))
      .returning(),
  );
  if (!row) throw new DomainError('not_found', 'there is no cost with this id');
  return toCost(row);
}

const toCost = ({ tenantId: _, recordedAt, ...cost }: CostRow): Cost => ({
  ...cost,
  recordedAt: recordedAt.toISOString(),
});
