import { catalogProperties, isKnownEventType, type SeenSchema, type SeenType } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { addressesIn, DomainError, type Id } from '../lib/index.ts';
import { createProjection, type LoggedEvent, type ProjectionStep } from '../log/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';
import { forgetBots, isBots, noteBots } from './bot-visitors.ts';
import { readSource } from './manage-sources.ts';
import type { sourceSchemas } from './tables.ts';

/** A public key can send any name there is: this much is kept apart of each source, the rest is counted. */
export const schemaLimits = { types: 100, propertiesOfType: 100, nameLength: 100 } as const;

type JsonType = SeenType['properties'][number]['types'][number];
type Property = { types: JsonType[]; events: number; firstSeenAt: string; lastSeenAt: string };
type StoredRow = Omit<typeof sourceSchemas.$inferSelect, 'tenantId' | 'sourceId' | 'properties'> &
  Pick<LoggedEvent, 'tenantId' | 'sourceId'> & { properties: Record<string, Property> };
type Row = Omit<StoredRow, 'firstSeenAt' | 'lastSeenAt'> & { firstSeenAt: string; lastSeenAt: string };

/** The type under which all types are counted that are beyond the limit. */
const others = '';

/** Keeps what each source has sent: which types, with which properties, since when and how often. */
const schemaStep: ProjectionStep = {
  async apply(ctx, events) {
    await noteBots(ctx, events);
    await count(ctx, events, sql.trusted('source_schemas'));
  },

  async clear(ctx) {
    await ctx.db.query(sql`delete from source_schemas`);
    await ctx.db.query(sql`insert into source_schemas select * from retired_source_schemas`);
    await ctx.db.query(sql`delete from bot_visitors`);
  },

  async retire(ctx, events) {
    await forgetBots(ctx, events);
    await count(ctx, events, sql.trusted('retired_source_schemas'));
  },
};

/** Keeps what each source has sent. */
export const sourcesConsumer = createProjection('sources', [schemaStep]);

type BatchContext = Context<Transaction>;

async function count(ctx: BatchContext, events: readonly LoggedEvent[], table: Statement): Promise<void> {
  const wanted = byType(events, (event) => event.type);
  const known = await lockRows(ctx, table, [...wanted.values()]);
  const added = [...wanted].filter(([key]) => !known.has(key)).map(([, row]) => row);
  if (added.length > 0) await addRows(ctx, table, added);
  // Now those that another worker made meanwhile are there too; what found no room counts among the others.
  const rows = added.length > 0 ? await lockRows(ctx, table, [...wanted.values(), ...othersOf(added)]) : known;
  const news = byType(events, (event) => (rows.has(keyOf(event.sourceId, event.type)) ? event.type : others));
  for (const [key, row] of news) merge(rows.get(key)!, row, row.type !== others);
  await writeRows(
    ctx,
    table,
    [...news.keys()].map((key) => rows.get(key)!),
  );
}

const keyOf = (sourceId: string, type: string) => `${sourceId}\n${type}`;

function byType(events: readonly LoggedEvent[], typeOf: (event: LoggedEvent) => string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const event of events) {
    const type = typeOf(event);
    const row = emptyRow(event, type);
    const at = event.receivedAt;
    const properties = Object.entries(event.properties).map(([name, value]) => [
      name,
      { types: [jsonType(value)], events: 1, firstSeenAt: at, lastSeenAt: at },
    ]);
    row.events = 1;
    row.botEvents = isBots(event) ? 1 : 0;
    row.properties = Object.fromEntries(properties);
    const known = rows.get(keyOf(event.sourceId, type));
    if (known) merge(known, row, true, Number.POSITIVE_INFINITY);
    else rows.set(keyOf(event.sourceId, type), row);
  }
  return rows;
}

function emptyRow({ tenantId, sourceId, receivedAt }: LoggedEvent, type: string): Row {
  return {
    tenantId,
    sourceId,
    type,
    events: 0,
    botEvents: 0,
    firstSeenAt: receivedAt,
    lastSeenAt: receivedAt,
    properties: {},
    leftOut: 0,
  };
}

/** Adds what is new to what is known; names beyond the limit are only counted. */
function merge(known: Row, news: Row, keepsProperties: boolean, most: number = schemaLimits.propertiesOfType): void {
  known.events += news.events;
  known.botEvents += news.botEvents;
  known.leftOut += news.leftOut;
  widen(known, news);
  if (!keepsProperties) return;
  let count = Object.keys(known.properties).length;
  for (const [name, property] of Object.entries(news.properties)) {
    const before = Object.hasOwn(known.properties, name) ? known.properties[name] : undefined;
    if (before) {
      before.events += property.events;
      before.types = [...new Set([...before.types, ...property.types])].sort();
      widen(before, property);
    } else if (count < most && (most === Number.POSITIVE_INFINITY || isPropertyName(name))) {
      known.properties[name] = property;
      count++;
    } else known.leftOut += property.events;
  }
}

/** An address is data about a person, wherever it stands. */
function isPropertyName(name: string): boolean {
  return name.length <= schemaLimits.nameLength && addressesIn(name).length === 0;
}

function widen(known: { firstSeenAt: string; lastSeenAt: string }, news: { firstSeenAt: string; lastSeenAt: string }) {
  if (news.firstSeenAt < known.firstSeenAt) known.firstSeenAt = news.firstSeenAt;
  if (news.lastSeenAt > known.lastSeenAt) known.lastSeenAt = news.lastSeenAt;
}

function jsonType(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value as JsonType;
}

/** Rows in one order for all workers, so that their locks never wait in a circle. */
async function lockRows(ctx: BatchContext, table: Statement, wanted: readonly Row[]): Promise<Map<string, Row>> {
  const keys = wanted.map(({ sourceId, type }) => ({ sourceId, type }));
  const rows = await ctx.db.query<StoredRow>(sql`
    select ${columns} from ${table} s
    where (s.source_id, s.type) in (
      select "sourceId", "type" from jsonb_to_recordset(${JSON.stringify(keys)}::text::jsonb)
        as w ("sourceId" text, "type" text))
    order by s.source_id, s.type for update`);
  return new Map(rows.map((row) => [keyOf(row.sourceId, row.type), fromStored(row)]));
}

const othersOf = (rows: readonly Row[]) => [
  ...new Map(rows.map((row) => [row.sourceId, { ...row, type: others }])).values(),
];

/** Makes empty rows for types that were not seen before, as long as their source has room, and one for the others. */
async function addRows(ctx: BatchContext, table: Statement, added: readonly Row[]): Promise<void> {
  const counts = await ctx.db.query<Pick<StoredRow, 'sourceId'> & { types: number }>(sql`
    select s.source_id as "sourceId", count(*)::int as types from ${table} s
    where s.type <> ${others} and s.source_id in (
      select jsonb_array_elements_text(${JSON.stringify([...new Set(added.map((row) => row.sourceId))])}::text::jsonb))
    group by 1`);
  const room = new Map(counts.map(({ sourceId, types }) => [sourceId, schemaLimits.types - types]));
  const rows: Row[] = [];
  for (const row of added) {
    const left = room.get(row.sourceId) ?? schemaLimits.types;
    room.set(row.sourceId, left - 1);
    rows.push(left > 0 ? row : { ...row, type: others });
  }
  const made = [...new Map(rows.map((row) => [keyOf(row.sourceId, row.type), row])).values()];
  await ctx.db.query(sql`
    insert into ${table} (tenant_id, source_id, type, events, first_seen_at, last_seen_at, properties, left_out)
    select "tenantId", "sourceId", "type", 0, "firstSeenAt", "lastSeenAt", '{}', 0
    from jsonb_to_recordset(${JSON.stringify(made)}::text::jsonb)
      as n ("tenantId" text, "sourceId" text, "type" text, "firstSeenAt" timestamptz, "lastSeenAt" timestamptz)
    order by "sourceId", "type" on conflict do nothing`);
}

async function writeRows(ctx: BatchContext, table: Statement, rows: readonly Row[]): Promise<void> {
  await ctx.db.query(sql`
    update ${table} s set events = n."events", bot_events = n."botEvents", first_seen_at = n."firstSeenAt", last_seen_at = n."lastSeenAt",
      properties = n."properties", left_out = n."leftOut"
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as n ("sourceId" text, "type" text, "events" bigint, "botEvents" bigint,
      "firstSeenAt" timestamptz, "lastSeenAt" timestamptz, "properties" jsonb, "leftOut" bigint)
    where s.source_id = n."sourceId" and s.type = n."type"`);
}

const columns =
  sql.trusted(`s.tenant_id as "tenantId", s.source_id as "sourceId", s.type, s.events, s.bot_events as "botEvents", s.properties,
  s.first_seen_at as "firstSeenAt", s.last_seen_at as "lastSeenAt", s.left_out as "leftOut"`);

function fromStored(row: StoredRow): Row {
  return { ...row, firstSeenAt: row.firstSeenAt.toISOString(), lastSeenAt: row.lastSeenAt.toISOString() };
}

/** What a source has sent, the most frequent type first. @throws DomainError `not_found` */
export async function readSourceSchema(ctx: AnyContext, tenantId: Id<'ten'>, sourceId: Id<'src'>): Promise<SeenSchema> {
  if (!(await readSource(ctx, tenantId, sourceId))) {
    throw new DomainError('not_found', 'there is no source with this id');
  }
  const rows = await ctx.db.query<StoredRow>(sql`
    select ${columns} from source_schemas s
    where s.tenant_id = ${tenantId} and s.source_id = ${sourceId} order by s.events desc, s.type`);
  return {
    data: rows.filter(({ type }) => type !== others).map((row) => toSeenType(fromStored(row))),
    otherEvents: rows.find(({ type }) => type === others)?.events ?? 0,
  };
}

function toSeenType({ type, events, botEvents, firstSeenAt, lastSeenAt, properties, leftOut }: Row): SeenType {
  const named = catalogProperties(type);
  return {
    type,
    isInCatalog: isKnownEventType(type),
    events,
    botEvents,
    firstSeenAt,
    lastSeenAt,
    properties: Object.entries(properties)
      .map(([name, property]) => ({ name, isInCatalog: named?.includes(name) ?? false, ...property }))
      .sort((a, b) => b.events - a.events || (a.name < b.name ? -1 : 1)),
    propertiesLeftOut: leftOut,
  };
}
