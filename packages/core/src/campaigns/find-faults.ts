import type { CampaignDefinition, Delivery } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { referencesOf } from './audience.ts';

export type Fault = { path: string; message: string };

type Named = { key: string; channel: Delivery['channel']; category: Delivery['category']; isPublished: boolean };

/** What prevents a definition from being sent, with the path of each fault; empty if nothing does. */
export async function findFaults(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  definition: CampaignDefinition,
): Promise<Fault[]> {
  const faults = [...(await findMessageFaults(ctx, tenantId, definition)), ...findAudienceFaults(definition)];
  const references = referencesOf(definition.audience);
  const known = await ctx.db.query<{ known: string }>(sql`
    select id as known from segments where tenant_id = ${tenantId} and archived_at is null
    union all
    select id from campaigns where tenant_id = ${tenantId} and id in ${sql.texts(references.map(({ id }) => id))}`);
  const ids = new Set(['newsletter', ...known.map((row) => row.known)]);
  for (const { path, kind, id } of references)
    if (!ids.has(id)) faults.push({ path, message: `there is no ${kind} ${id}` });
  return faults;
}

function findAudienceFaults({ audience }: CampaignDefinition): Fault[] {
  return audience.include.length === 0
    ? [{ path: 'definition.audience.include', message: 'say who gets the campaign' }]
    : [];
}

async function findMessageFaults(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { message, test, throttle }: CampaignDefinition,
): Promise<Fault[]> {
  const variations = (test?.variations ?? []).map(({ message: own, isHoldout }, index) => ({
    path: `definition.test.variations.${index}.message`,
    key: isHoldout ? null : own,
  }));
  const named = [{ path: 'definition.message', key: message }, ...variations].flatMap(({ path, key }) =>
    key === null ? [] : [{ path, key }],
  );
  if (message === null) return [{ path: 'definition.message', message: 'choose a message' }];
  const rows = await ctx.db.query<Named>(sql`
    select key, channel, category, published_version is not null as "isPublished" from messages
    where tenant_id = ${tenantId} and key in ${sql.texts(named.map(({ key }) => key))}`);
  const found = new Map(rows.map((row) => [row.key, row]));
  const channel = found.get(message)?.channel;
  const faults = named.flatMap(({ path, key }) => {
    const fault = faultOf(key, found.get(key), channel);
    return fault === null ? [] : [{ path, message: fault }];
  });
  if (throttle && channel === 'sms')
    faults.push({ path: 'definition.throttle', message: 'text messages have the setting smsPerSecond instead' });
  return faults;
}

function faultOf(key: string, message: Named | undefined, channel: Delivery['channel'] | undefined): string | null {
  if (!message) return `there is no message ${key}`;
  if (!message.isPublished) return `the message ${key} is not published`;
  if (message.category !== 'marketing') return `${key} is a service message: it would be sent without consent`;
  return message.channel === channel ? null : `${key} is sent by ${message.channel}, the campaign by ${channel}`;
}
