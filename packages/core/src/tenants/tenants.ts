import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

export type Tenant = {
  id: Id<'ten'>;
  name: string;
  siteUrl: string;
  currency: string;
  timezone: string;
  senderName: string;
  senderAddress: string;
  postalAddress: string;
};

/** Makes a tenant. One with this id gets the address of its website; its other settings are its owner's. */
export async function saveTenant(ctx: AnyContext, tenant: Tenant): Promise<void> {
  await ctx.db.query(sql`
    insert into tenants (id, name, site_url, currency, timezone, sender_name, sender_address, postal_address, created_at)
    values (${tenant.id}, ${tenant.name}, ${tenant.siteUrl}, ${tenant.currency}, ${tenant.timezone},
      ${tenant.senderName}, ${tenant.senderAddress}, ${tenant.postalAddress}, ${ctx.clock.now()})
    on conflict (id) do update set site_url = excluded.site_url`);
}

export async function readTenant(ctx: AnyContext, tenantId: string): Promise<Tenant | null> {
  const [tenant] = await ctx.db.query<Tenant>(sql`
    select id, name, site_url as "siteUrl", currency, timezone, sender_name as "senderName",
      sender_address as "senderAddress", postal_address as "postalAddress"
    from tenants where id = ${tenantId}`);
  return tenant ?? null;
}

/** All tenants there are, the oldest first. */
export function listTenants(ctx: AnyContext): Promise<{ id: Id<'ten'>; name: string; createdAt: Date }[]> {
  return ctx.db.query(sql`select id, name, created_at as "createdAt" from tenants order by created_at, id`);
}

export async function listTenantIds(ctx: AnyContext): Promise<Id<'ten'>[]> {
  return (await listTenants(ctx)).map(({ id }) => id);
}
