import type { FlowDefinition, FlowTrigger } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext, Context, Transaction } from '../ports/index.ts';
import type { Shop } from './event-matches.ts';
import { keepFlows } from './flow-locks.ts';
import type { RunningExperiment } from './step-experiments.ts';
import { eventTypesOf, type PlacedStep, placeSteps } from './steps.ts';
import type { FlowStatus } from './tables.ts';

/** A published version of a flow that contacts may enter or are inside. */
export type FollowedVersion = {
  tenantId: Id<'ten'>;
  flowId: Id<'flw'>;
  version: number;
  status: FlowStatus;
  /** Contacts enter this version. */
  isOpen: boolean;
  definition: FlowDefinition;
  eventTypes: readonly string[];
  /** The experiments of its steps. */
  experiments: Readonly<Record<string, RunningExperiment>>;
  steps: ReadonlyMap<string, PlacedStep>;
};

/** The experiments of a version `v`, by step. */
const experimentsOfVersion = sql`(
  select coalesce(jsonb_object_agg(x.step_id, jsonb_build_object(
    'experimentId', x.experiment_id, 'overrides', x.overrides)), '{}')
  from flow_experiments x where x.flow_id = v.flow_id and x.version = v.version)`;

type Row = Omit<FollowedVersion, 'steps'>;

export const versionKey = ({ flowId, version }: Pick<FollowedVersion, 'flowId' | 'version'>) => `${flowId} ${version}`;

/**
 * The versions that events of these tenants can concern: published ones, and those with runs. Of a paused flow too, since
 * an event may end what waits to be sent.
 */
export async function readFollowedVersions(
  ctx: AnyContext,
  tenantIds: readonly string[],
): Promise<Map<string, FollowedVersion>> {
  return place(
    await ctx.db.query<Row>(sql`
      select v.tenant_id as "tenantId", v.flow_id as "flowId", v.version, f.status,
        f.status = 'live' and f.published_version = v.version as "isOpen", v.definition, v.event_types as "eventTypes",
        ${experimentsOfVersion} as experiments
      from flow_versions v join flows f on f.id = v.flow_id
      where v.tenant_id in ${sql.texts(tenantIds)} and (
        f.status in ('live', 'paused') and f.published_version = v.version
        or exists (
          select from flow_runs r where r.flow_id = v.flow_id and r.version = v.version and r.status = 'active')
        -- A run that has finished may still have a message to take back.
        or exists (
          select from deliveries d where d.tenant_id = v.tenant_id and d.origin ? 'flowId'
            and d.origin ->> 'flowId' = v.flow_id and d.status = 'due'))`),
  );
}

/** The versions that contacts may enter by a kind of trigger. Call it with the flows kept. */
export async function readOpenVersions(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  trigger: FlowTrigger['kind'],
): Promise<FollowedVersion[]> {
  const open = await ctx.db.query<Pick<FollowedVersion, 'flowId' | 'version'>>(sql`
    select f.id as "flowId", v.version from flows f
    join flow_versions v on v.flow_id = f.id and v.version = f.published_version
    where f.tenant_id = ${tenantId} and f.status = 'live' and v.definition -> 'trigger' ->> 'kind' = ${trigger}
    order by f.id`);
  return [...(await readVersions(ctx, open)).values()];
}

/** Whether contacts may still enter a version; the answer holds until the transaction ends. */
export async function keepOpen(ctx: Context<Transaction>, version: FollowedVersion): Promise<boolean> {
  await keepFlows(ctx, [version.tenantId]);
  return (await readVersions(ctx, [version])).get(versionKey(version))!.isOpen;
}

/** Versions by flow and number. */
export async function readVersions(
  ctx: AnyContext,
  wanted: readonly Pick<FollowedVersion, 'flowId' | 'version'>[],
): Promise<Map<string, FollowedVersion>> {
  const given = [
    ...new Map(wanted.map(({ flowId, version }) => [versionKey({ flowId, version }), { flowId, version }])),
  ];
  return place(
    await ctx.db.query<Row>(sql`
      select v.tenant_id as "tenantId", v.flow_id as "flowId", v.version, f.status,
        f.status = 'live' and f.published_version = v.version as "isOpen", v.definition, v.event_types as "eventTypes",
        ${experimentsOfVersion} as experiments
      from jsonb_to_recordset(${JSON.stringify(given.map(([, version]) => version))}::text::jsonb)
        as w ("flowId" text, version integer)
      join flow_versions v on v.flow_id = w."flowId" and v.version = w.version
      join flows f on f.id = v.flow_id`),
  );
}

function place(rows: readonly Row[]): Map<string, FollowedVersion> {
  return new Map(rows.map((row) => [versionKey(row), { ...row, steps: placeSteps(row.definition.steps) }]));
}

/** A definition as if it were published and live, which no contact is inside of. */
export function imagineVersion(
  tenantId: Id<'ten'>,
  flowId: Id<'flw'>,
  definition: FlowDefinition,
  experiments: FollowedVersion['experiments'] = {},
): FollowedVersion {
  const steps = placeSteps(definition.steps);
  return {
    tenantId,
    flowId,
    version: 0,
    status: 'live',
    isOpen: true,
    definition,
    eventTypes: eventTypesOf(definition),
    experiments,
    steps,
  };
}

/** The shops, with the moment and time zone in which conditions are read. */
export async function readShops(ctx: AnyContext, tenantIds: readonly string[]): Promise<Map<string, Shop>> {
  const now = ctx.clock.now();
  const rows = await ctx.db.query<{ tenantId: Id<'ten'>; timezone: string }>(sql`
    select id as "tenantId", timezone from tenants where id in ${sql.texts([...new Set(tenantIds)])}`);
  return new Map(rows.map((row) => [row.tenantId, { ...row, now }]));
}
