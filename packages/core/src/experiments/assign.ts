import type { ExperimentVariation } from '@beckon/contract';
import { sql, sqlPointOf } from '../db/index.ts';
import { chooseByWeight, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { readExperiment } from './stored-experiments.ts';
import type { experimentAssignments } from './tables.ts';

type Weighted = Pick<ExperimentVariation, 'key' | 'weight'>;

/**
 * The variation of a contact in an experiment: always the same, by weight, and independent of other experiments.
 * @returns its key
 */
export function assignVariation(experimentId: string, contactId: string, variations: readonly Weighted[]): string {
  return variations[chooseByWeight(`${experimentId} ${contactId}`, variations)]!.key;
}

/** What `assignVariation` gives, as an expression. */
export function assignedVariation(
  experimentId: string,
  contactId: Statement,
  variations: readonly Weighted[],
): Statement {
  const total = variations.reduce((sum, { weight }) => sum + weight, 0);
  const ends = variations.map((_, index) =>
    variations.slice(0, index + 1).reduce((sum, { weight }) => sum + weight, 0),
  );
  const point = sql`${sqlPointOf(sql`${experimentId}::text || ' ' || ${contactId}`)} * ${total}::int`;
  // One subquery, so that the hash is computed once.
  return sql`(
    select (array[${sql.join(
      variations.map(({ key }) => sql`${key}::text`),
      ', ',
    )}])[1 + ${sql.join(
      ends.slice(0, -1).map((end) => sql`(p.point >= ${end}::int)::int`),
      ' + ',
    )}] from (select ${point} as point offset 0) p)`;
}

/**
 * Assigns contacts that are not assigned yet, with one statement. `pnpm bench:experiments` assigns
 * 500,000 in some 15 s on two cores that other work shares: give the transaction a deadline for as many.
 * @param contacts a query with the column `contact_id`; a contact may be in it more than once
 */
export async function assignAll(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
  contacts: Statement,
): Promise<void> {
  const { variations } = await readExperiment(ctx, tenantId, experimentId);
  await ctx.db.query(sql`
    insert into experiment_assignments (tenant_id, experiment_id, contact_id, variation, assigned_at)
    select ${tenantId}, ${experimentId}, c.contact_id,
      ${assignedVariation(experimentId, sql.trusted('c.contact_id'), variations)}, ${ctx.clock.now()}
    from (select distinct contact_id from (${contacts}) given) c
    -- In one order, so that two that assign the same contacts do not wait for each other in a circle.
    order by c.contact_id
    on conflict (experiment_id, contact_id) do nothing`);
}

/** The variations of contacts that were assigned, by contact. */
export async function variationsOf(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
  contactIds: readonly string[],
): Promise<Map<Id<'ctc'>, string>> {
  const rows = await ctx.db.query<Pick<typeof experimentAssignments.$inferSelect, 'contactId' | 'variation'>>(sql`
    select contact_id as "contactId", variation from experiment_assignments
    where tenant_id = ${tenantId} and experiment_id = ${experimentId} and contact_id in ${sql.texts(contactIds)}`);
  return new Map(rows.map(({ contactId, variation }) => [contactId, variation]));
}

/**
 * What contacts get that come one by one, as in a flow: those that are assigned keep their variation, the others are
 * assigned now. Once the experiment is decided, all get the winner, and none is assigned.
 * @param kept contacts that keep their variation after the decision too
 */
export async function drawVariations(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  experimentId: Id<'exp'>,
  contactIds: readonly Id<'ctc'>[],
  kept: ReadonlySet<Id<'ctc'>> = new Set(),
): Promise<Map<Id<'ctc'>, string>> {
  const { winner } = await readExperiment(ctx, tenantId, experimentId);
  if (winner === null) {
    const given = sql`select id as contact_id from ${sql.texts(contactIds)} as g (id)`;
    await assignAll(ctx, tenantId, experimentId, given);
  }
  const assigned = await variationsOf(ctx, tenantId, experimentId, contactIds);
  return new Map(
    contactIds.map((id) => [id, (winner !== null && !kept.has(id) ? winner : assigned.get(id)) ?? winner!]),
  );
}
