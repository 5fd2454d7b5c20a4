import type { Delivery, DeliveryOrigin, UtmRules } from '@beckon/contract';
import type { contacts } from '../contacts/index.ts';
import { sql } from '../db/index.ts';
import { type Id, nameForMail } from '../lib/index.ts';
import type { AnyContext, Channel, Statement } from '../ports/index.ts';
import { type DkimSignature, readDkimSignature } from '../sender-domains/index.ts';
import { languageOf } from '../sign-ups/index.ts';
import type { tenants } from '../tenants/index.ts';
import { channels } from './channels.ts';
import { overrideMessage } from './overrides.ts';
import { resolveTemplates } from './resolve-templates.ts';
import type { deliveries, messageOverrides, messages } from './tables.ts';
import { noData, type TemplateData } from './template-data.ts';

/** A delivery with everything needed to render and send it. */
export type DueDelivery = {
  id: Id<'dlv'>;
  tenantId: Id<'ten'>;
  contactId: Id<'ctc'>;
  channel: Channel;
  category: 'transactional' | 'marketing';
  status: Delivery['status'];
  fence: number;
  dispatchedAt: Date | null;
  origin: DeliveryOrigin;
  variables: Record<string, unknown>;
  /** What its templates use beside these variables, as it is now. */
  data: TemplateData;
  /** The product of the catalog that the message is about, if any. */
  product: { id: string; variantId: string } | null;
  /** It is no delivery: it is shown to a user, or sent to one. */
  isPreview?: true;
  /** Null for push, where the subscriptions are looked up at the time of sending. */
  address: string | null;
  /** Null: no platform is connected that serves this channel. */
  platform: string | null;
  /** Milliseconds for which the platform drops a repeat; 0: it never does. */
  idempotencyWindow: number;
  /** What a mail is signed with; null: by nothing of ours. */
  dkim: DkimSignature | null;
  contact: { firstName: string | null; lastName: string | null; email: string | null; generation: number };
  /** In the reader's language, if the message has it. */
  message: {
    id: string;
    key: string;
    language: string;
    subject: string;
    preheader: string;
    body: string;
    updatedAt: Date;
    /** Null: nothing of it is published. */
    version: number | null;
    utm: UtmRules;
  };
  tenant: {
    name: string;
    siteUrl: string;
    senderName: string;
    senderAddress: string;
    postalAddress: string;
    timezone: string;
    /** ISO 3166-1 alpha-2; null: not set. */
    country: string | null;
    /** As `HH:MM`. */
    quietFrom: string;
    quietUntil: string;
    tracksOpens: boolean;
    tracksClicks: boolean;
    addsUtm: boolean;
    utmSource: string;
  };
};

type Override = Pick<typeof messageOverrides.$inferSelect, 'subjects' | 'preheaders' | 'senderName'>;

type Row = { override: Override | null } & Pick<
  typeof deliveries.$inferSelect,
  | 'id'
  | 'contactId'
  | 'channel'
  | 'category'
  | 'status'
  | 'fence'
  | 'dispatchedAt'
  | 'origin'
  | 'variables'
  | 'productId'
  | 'variantId'
  | 'messageId'
> &
  Pick<typeof contacts.$inferSelect, 'email' | 'phone' | 'firstName' | 'lastName' | 'generation'> &
  Pick<
    typeof messages.$inferSelect,
    'key' | 'language' | 'subject' | 'preheader' | 'body' | 'updatedAt' | 'utm' | 'publishedVersion'
  > &
  Pick<
    typeof tenants.$inferSelect,
    | 'name'
    | 'siteUrl'
    | 'senderName'
    | 'senderAddress'
    | 'postalAddress'
    | 'timezone'
    | 'country'
    | 'quietFrom'
    | 'quietUntil'
    | 'tracksOpens'
    | 'tracksClicks'
    | 'addsUtm'
    | 'utmSource'
  >;

/** What messages need to know of their shop, of `tenants t`. */
export const shopColumns = sql`t.name, t.site_url as "siteUrl", t.sender_name as "senderName",
  t.sender_address as "senderAddress", t.postal_address as "postalAddress", t.timezone, t.country,
  to_char(t.quiet_from, 'HH24:MI') as "quietFrom", to_char(t.quiet_until, 'HH24:MI') as "quietUntil",
  t.tracks_opens as "tracksOpens", t.tracks_clicks as "tracksClicks", t.adds_utm as "addsUtm",
  t.utm_source as "utmSource"`;

/**
 * A delivery by its key alone, for `lateral`; its status and tenant are checked outside. With statistics from a quiet moment,
 * Postgres would rather read all deliveries that are due, which in a burst are many.
 */
export const deliveryById = (id: Statement): Statement => sql`select * from deliveries k where k.id = ${id} offset 0`;

/** Reads deliveries of a tenant with everything that rendering and sending them needs, by their ids. */
export async function readDueDeliveries(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  ids: readonly string[],
): Promise<Map<string, DueDelivery>> {
  const rows = await ctx.db.query<Row>(sql`
    select d.id, d.contact_id as "contactId", d.channel, d.category, d.status, d.fence,
      d.dispatched_at as "dispatchedAt", d.origin, d.variables, d.product_id as "productId", d.variant_id as "variantId",
      c.email, c.phone, c.first_name as "firstName", c.last_name as "lastName", c.generation, m.id as "messageId", m.key,
      coalesce(x.language, m.language) as language, coalesce(x.subject, m.subject) as subject,
      coalesce(x.preheader, m.preheader) as preheader, coalesce(x.body, m.body) as body,
      coalesce(x.updated_at, m.updated_at) as "updatedAt", m.utm,
      m.published_version as "publishedVersion", case when o.id is not null then jsonb_build_object(
        'subjects', o.subjects, 'preheaders', o.preheaders, 'senderName', o.sender_name) end as override, ${shopColumns}
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as given (id)
      cross join lateral (${deliveryById(sql.trusted('given.id'))}) d
      join contacts c on c.id = d.contact_id join messages m on m.id = d.message_id
      join tenants t on t.id = d.tenant_id
      left join message_overrides o on o.id = d.override_id
      left join message_translations x on x.message_id = m.id
        and x.language = lower(left(coalesce(d.language, ${languageOf(sql.trusted('c.id'))}), 2))
    where d.tenant_id = ${tenantId}`);
  const platforms = await readPlatforms(ctx, tenantId, new Set(rows.map(({ channel }) => channel)));
  const mail = rows.find(({ channel }) => channel === 'email');
  const dkim = mail ? await readSignature(ctx, tenantId, mail.senderAddress) : null;
  const found = rows.map((row) => ({ ...toDueDelivery(tenantId, row, platforms.get(row.channel) ?? null), dkim }));
  // What is settled is not rendered again.
  const [open, settled] = [true, false].map((wanted) =>
    found.filter(({ status }) => (status === 'due' || status === 'dispatching') === wanted),
  );
  const resolved = await resolveTemplates(ctx, tenantId, open!);
  return new Map(
    [...resolved, ...settled!.map((delivery) => ({ ...delivery, data: noData }))].map((one) => [one.id, one]),
  );
}

/** One delivery; null if the tenant has none with this id. */
export async function readDueDelivery(ctx: AnyContext, tenantId: Id<'ten'>, id: string): Promise<DueDelivery | null> {
  return (await readDueDeliveries(ctx, tenantId, [id])).get(id) ?? null;
}

/** What mails of a tenant are signed with; null: its platform signs them itself, or it has no published key. */
export async function readSignature(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  senderAddress: string,
): Promise<DkimSignature | null> {
  const sender = await ctx.adapters.senderOf(tenantId, 'email');
  return sender?.signs ? readDkimSignature(ctx, tenantId, senderAddress) : null;
}

type Platform = { platform: string; idempotencyWindow: number };

/** The platforms that serve these channels for a tenant. */
async function readPlatforms(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  wanted: ReadonlySet<Channel>,
): Promise<Map<Channel, Platform | null>> {
  const found = [...wanted].map(async (channel) => [channel, await ctx.adapters.senderOf(tenantId, channel)] as const);
  return new Map(await Promise.all(found));
}

function toDueDelivery(tenantId: Id<'ten'>, row: Row, platform: Platform | null): Omit<DueDelivery, 'data' | 'dkim'> {
  const { id, contactId, channel, category, status, fence, dispatchedAt, origin, variables } = row;
  const { key, language, subject, preheader, body, updatedAt, utm, publishedVersion: version } = row;
  const { name, siteUrl, senderName, senderAddress, postalAddress, timezone, country, quietFrom, quietUntil } = row;
  const { tracksOpens, tracksClicks, addsUtm, utmSource, override } = row;
  const delivery = {
    id,
    tenantId,
    contactId,
    channel,
    category,
    status,
    fence,
    dispatchedAt,
    origin,
    variables,
    product: row.productId === null ? null : { id: row.productId, variantId: row.variantId ?? '' },
    address: channels[channel].addressOf(row),
    platform: platform?.platform ?? null,
    idempotencyWindow: platform?.idempotencyWindow ?? 0,
    contact: {
      firstName: nameForMail(row.firstName),
      lastName: nameForMail(row.lastName),
      email: row.email,
      generation: row.generation,
    },
    message: { id: row.messageId, key, language, subject, preheader, body, updatedAt, version, utm },
    tenant: {
      ...{ name, siteUrl, senderName, senderAddress, postalAddress, timezone, country, quietFrom, quietUntil },
      ...{ tracksOpens, tracksClicks, addsUtm, utmSource },
    },
  };
  return override ? overrideMessage(delivery, override) : delivery;
}
