import type { Channel } from '../consent/index.ts';
import { sql } from '../db/index.ts';
import { nameForMail } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { languageOf } from '../sign-ups/index.ts';

/** A delivery with everything needed to render and send it. */
export type DueDelivery = {
  id: string;
  tenantId: string;
  contactId: string;
  channel: Channel;
  category: 'transactional' | 'marketing';
  status: string;
  fence: number;
  dispatchedAt: Date | null;
  variables: Record<string, unknown>;
  /** The product of the catalog that the message is about, if any. */
  product: { id: string; variantId: string } | null;
  /** Null for push, where the subscriptions are looked up at the time of sending. */
  address: string | null;
  /** Null: no platform serves this channel. */
  platform: string | null;
  contact: { firstName: string | null; lastName: string | null; email: string | null; generation: number };
  /** In the reader's language, if the message has it. */
  message: { id: string; language: string; subject: string; preheader: string; body: string; updatedAt: Date };
  tenant: {
    name: string;
    siteUrl: string;
    senderName: string;
    senderAddress: string;
    postalAddress: string;
    timezone: string;
  };
};

export async function readDueDelivery(ctx: AnyContext, tenantId: string, id: string): Promise<DueDelivery | null> {
  const [row] = await ctx.db.query<{
    contact_id: string;
    channel: Channel;
    category: DueDelivery['category'];
    status: string;
    fence: number;
    dispatched_at: Date | null;
    variables: Record<string, unknown>;
    product_id: string | null;
    variant_id: string | null;
    email: string | null;
    phone: string | null;
    first_name: string | null;
    last_name: string | null;
    generation: number;
    message_id: string;
    language: string;
    subject: string;
    preheader: string;
    body: string;
    updated_at: Date;
    name: string;
    site_url: string;
    sender_name: string;
    sender_address: string;
    postal_address: string;
    timezone: string;
  }>(sql`
    select d.contact_id, d.channel, d.category, d.status, d.fence, d.dispatched_at, d.variables,
      d.product_id, d.variant_id, c.email, c.phone, c.first_name, c.last_name, c.generation,
      m.id as message_id, coalesce(x.language, m.language) as language,
      coalesce(x.subject, m.subject) as subject, coalesce(x.preheader, m.preheader) as preheader,
      coalesce(x.body, m.body) as body, coalesce(x.updated_at, m.updated_at) as updated_at, t.name, t.site_url,
      t.sender_name, t.sender_address, t.postal_address, t.timezone
    from deliveries d join contacts c on c.id = d.contact_id join messages m on m.id = d.message_id
      join tenants t on t.id = d.tenant_id
      left join message_translations x on x.message_id = m.id
        and x.language = lower(left(coalesce(d.language, ${languageOf(sql.trusted('c.id'))}), 2))
    where d.tenant_id = ${tenantId} and d.id = ${id}`);
  if (!row) return null;
  const addresses: Record<Channel, string | null> = { email: row.email, sms: row.phone, push: null };
  const platforms: Partial<Record<Channel, { platform: string }>> = ctx.adapters;
  return {
    id,
    tenantId,
    contactId: row.contact_id,
    channel: row.channel,
    category: row.category,
    status: row.status,
    fence: row.fence,
    dispatchedAt: row.dispatched_at,
    variables: row.variables,
    product: row.product_id === null ? null : { id: row.product_id, variantId: row.variant_id ?? '' },
    address: addresses[row.channel],
    platform: platforms[row.channel]?.platform ?? null,
    contact: {
      firstName: nameForMail(row.first_name),
      lastName: nameForMail(row.last_name),
      email: row.email,
      generation: row.generation,
    },
    message: {
      id: row.message_id,
      language: row.language,
      subject: row.subject,
      preheader: row.preheader,
      body: row.body,
      updatedAt: row.updated_at,
    },
    tenant: {
      name: row.name,
      siteUrl: row.site_url,
      senderName: row.sender_name,
      senderAddress: row.sender_address,
      postalAddress: row.postal_address,
      timezone: row.timezone,
    },
  };
}
