import type { Audience, AudienceBox } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Statement } from '../ports/index.ts';
import { canBeMember, segmentCondition } from '../segments/index.ts';

/**
 * The recipients of an audience as it is now, as rows `c` of contacts: each once, however many boxes they are in.
 * @returns what follows `from`
 * @throws DomainError `not_found` for a segment that is gone
 */
export async function findRecipients(ctx: AnyContext, tenantId: Id<'ten'>, audience: Audience): Promise<Statement> {
  const included = await conditionsOf(ctx, tenantId, audience.include);
  const excluded = await conditionsOf(ctx, tenantId, audience.exclude);
  const isIncluded = included.length === 0 ? sql`false` : sql`(${sql.join(included, ' or ')})`;
  const isExcluded = excluded.length === 0 ? sql`` : sql`and not (${sql.join(excluded, ' or ')})`;
  return sql`contacts c where ${canBeMember(tenantId)} and ${isIncluded} ${isExcluded}`;
}

async function conditionsOf(ctx: AnyContext, tenantId: Id<'ten'>, boxes: readonly AudienceBox[]): Promise<Statement[]> {
  const conditions: Statement[] = [];
  // One after the other: the caller may be in a transaction, which runs one statement at a time.
  for (const box of boxes) conditions.push(sql`(${await conditionOf(ctx, tenantId, box)})`);
  return conditions;
}

/** The condition that a row `c` of contacts is in a box. As sets, which Postgres computes once and keeps. */
async function conditionOf(ctx: AnyContext, tenantId: Id<'ten'>, box: AudienceBox): Promise<Statement> {
  switch (box.kind) {
    case 'segment':
      return segmentCondition(ctx, tenantId, box.segment);
    case 'got_campaign':
      return sql`c.id in (${contactsOf(tenantId, box.campaign, sql``)})`;
    case 'did_not_open':
      return sql`c.id in (${contactsOf(tenantId, box.campaign, sql`and d.opened_at is null and d.clicked_at is null`)})`;
    case 'contacts':
      return sql`c.id in ${sql.texts(box.contacts)}`;
  }
}

/** To whom a campaign was sent; also those that were merged into another contact since. */
const contactsOf = (tenantId: string, campaignId: string, also: Statement): Statement => sql`
  select coalesce(o.merged_into, o.id) from deliveries d join contacts o on o.id = d.contact_id
  where d.origin ? 'campaignId' and d.origin ->> 'campaignId' = ${campaignId} and d.tenant_id = ${tenantId}
    and d.status in ('sent', 'uncertain') ${also}`;

type Reference = { path: string; kind: 'segment' | 'campaign'; id: string };

/** The segments and campaigns that an audience names. */
export function referencesOf({ include, exclude }: Audience): Reference[] {
  const ofBoxes = (name: string, boxes: readonly AudienceBox[]) =>
    boxes.flatMap((box, index): Reference | Reference[] => {
      const path = `definition.audience.${name}.${index}`;
      if (box.kind === 'segment') return { path, kind: 'segment', id: box.segment };
      return box.kind === 'contacts' ? [] : { path, kind: 'campaign', id: box.campaign };
    });
  return [...ofBoxes('include', include), ...ofBoxes('exclude', exclude)];
}
