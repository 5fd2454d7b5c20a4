import { type CampaignChanges, type CampaignDefinition, type NewCampaign, paceFields } from '@beckon/contract';
import { and, eq, sql, withBuilder } from '../db/index.ts';
import { canonicalJson, DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import { limitStarts } from './pace.ts';
import { type CampaignStatus, campaigns } from './tables.ts';

export type StoredCampaign = typeof campaigns.$inferSelect;

/** Maximum campaigns of a shop that are not archived. */
const maxCampaigns = 10_000;

/** @throws DomainError `not_found` */
export async function readStored(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'cmp'>): Promise<StoredCampaign> {
  const [campaign] = await withBuilder(ctx.db, (build) =>
    build
      .select()
      .from(campaigns)
      .where(and(eq(campaigns.tenantId, tenantId), eq(campaigns.id, id))),
  );
  if (!campaign) throw new DomainError('not_found', 'there is no campaign with this id');
  return campaign;
}

/**
 * Creates a campaign as a draft. What its definition names is checked at the launch.
 * @param editor who creates it, for the approval
 * @throws DomainError `conflict` when there are too many
 */
export async function createCampaign(
  ctx: Context,
  tenantId: Id<'ten'>,
  editor: string,
  { name, description, definition }: NewCampaign,
): Promise<StoredCampaign> {
  const [{ count } = { count: 0 }] = await ctx.db.query<{ count: number }>(sql`
    select count(*)::int as count from campaigns where tenant_id = ${tenantId} and status <> 'archived'`);
  if (count >= maxCampaigns) throw new DomainError('conflict', `a shop has at most ${maxCampaigns} campaigns`);
  const id = ctx.ids.newId('cmp');
  const now = ctx.clock.now();
  await ctx.db.query(sql`
    insert into campaigns (id, tenant_id, name, description, status, definition, edited_by, created_at, updated_at)
    values (${id}, ${tenantId}, ${name}, ${description}, 'draft', ${JSON.stringify(definition)}::text::jsonb, ${editor},
      ${now}, ${now})`);
  return readStored(ctx, tenantId, id);
}

/** A copy of a campaign, as a draft of its own. @throws DomainError `not_found`, `conflict` */
export async function cloneCampaign(
  ctx: Context,
  tenantId: Id<'ten'>,
  editor: string,
  id: Id<'cmp'>,
  name: string | null,
): Promise<StoredCampaign> {
  const { name: old, description, definition } = await readStored(ctx, tenantId, id);
  // One that was scheduled for a moment of the past would begin at once.
  const schedule: CampaignDefinition['schedule'] = { kind: 'now' };
  return createCampaign(ctx, tenantId, editor, {
    name: name ?? `${old} (copy)`.slice(0, 100),
    description,
    definition: { ...definition, schedule },
  });
}

/**
 * Changes a draft; after the launch, the pace alone.
 * @throws DomainError `not_found`, `conflict` when the version is not the current one, or when what was launched would change
 */
export function changeCampaign(
  ctx: Context,
  tenantId: Id<'ten'>,
  editor: string,
  id: Id<'cmp'>,
  { version, name, description, definition }: CampaignChanges,
): Promise<{ before: StoredCampaign; after: StoredCampaign }> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const before = await lockCampaign(inTx, tenantId, id, version);
    if (definition && before.status !== 'draft') refuseOtherThanPace(before, definition);
    const after: StoredCampaign = {
      ...before,
      name: name ?? before.name,
      description: description ?? before.description,
      definition: definition ?? before.definition,
      version: version + 1,
      editedBy: editor,
      updatedAt: ctx.clock.now(),
    };
    await saveCampaign(inTx, after);
    if (definition && after.launchedAt) await limitStarts(inTx, after);
    return { before, after };
  });
}

function refuseOtherThanPace({ status, definition: old }: StoredCampaign, definition: CampaignDefinition): void {
  if (status === 'scheduled')
    throw new DomainError('conflict', 'the campaign is scheduled: take it back to a draft to change it');
  const fixed = (Object.keys(definition) as (keyof CampaignDefinition)[]).filter(
    (field) => !(paceFields as readonly string[]).includes(field),
  );
  const errors = fixed
    .filter((field) => canonicalJson(definition[field]) !== canonicalJson(old[field]))
    .map((field) => ({ path: `definition.${field}`, message: 'it was launched with another one' }));
  if (errors.length > 0)
    throw new DomainError('conflict', `after the launch only ${paceFields.join(', ')} can be changed`, { errors });
}

/**
 * Locks a campaign for a change.
 * @param version the version that the change is based on; null: any
 * @throws DomainError `not_found`, `conflict`
 */
export async function lockCampaign(
  ctx: Context<Transaction>,
  tenantId: Id<'ten'>,
  id: Id<'cmp'>,
  version: number | null,
): Promise<StoredCampaign> {
  await ctx.db.query(sql`select 1 from campaigns where tenant_id = ${tenantId} and id = ${id} for update`);
  const campaign = await readStored(ctx, tenantId, id);
  if (campaign.status === 'archived') throw new DomainError('conflict', 'the campaign is archived');
  if (version !== null && campaign.version !== version)
    throw new DomainError('conflict', `the campaign has changed: its version is ${campaign.version}, not ${version}`, {
      errors: [{ path: 'version', message: String(campaign.version) }],
    });
  return campaign;
}

/** Writes what a change of a campaign, which is locked, leaves. */
export async function saveCampaign(
  ctx: Context<Transaction>,
  { id, tenantId: _, createdAt: __, ...written }: StoredCampaign,
): Promise<void> {
  await withBuilder(ctx.db, (build) => build.update(campaigns).set(written).where(eq(campaigns.id, id)));
}

/** @throws DomainError `conflict` when the campaign is in another state */
export function requireStatus(
  { status, name }: StoredCampaign,
  allowed: readonly CampaignStatus[],
  deed: string,
): void {
  if (!allowed.includes(status)) throw new DomainError('conflict', `${name} cannot be ${deed}: it is ${status}`);
}
