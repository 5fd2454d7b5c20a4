import { asc, eq, withBuilder } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { tenants } from './tables.ts';

const columns = {
  id: tenants.id,
  name: tenants.name,
  siteUrl: tenants.siteUrl,
  currency: tenants.currency,
  timezone: tenants.timezone,
  senderName: tenants.senderName,
  senderAddress: tenants.senderAddress,
  postalAddress: tenants.postalAddress,
};

export type Tenant = Pick<typeof tenants.$inferSelect, keyof typeof columns>;

/** A tenant as it is made. */
export type NewTenantRow = Tenant & { country?: string | null | undefined };

/** Makes a tenant. One with this id gets the address of its website; its other settings are its owner's. */
export async function saveTenant(ctx: AnyContext, tenant: NewTenantRow): Promise<void> {
  await withBuilder(ctx.db, (build) =>
    build
      .insert(tenants)
      .values({ ...tenant, createdAt: ctx.clock.now() })
      .onConflictDoUpdate({ target: tenants.id, set: { siteUrl: tenant.siteUrl } }),
  );
}

export async function readTenant(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Tenant | null> {
  const [tenant] = await withBuilder(ctx.db, (build) =>
    build.select(columns).from(tenants).where(eq(tenants.id, tenantId)),
  );
  return tenant ?? null;
}

/** All tenants there are, the oldest first. */
export function listTenants(ctx: AnyContext): Promise<{ id: Id<'ten'>; name: string; createdAt: Date }[]> {
  const { id, name, createdAt } = tenants;
  return withBuilder(ctx.db, (build) =>
    build.select({ id, name, createdAt }).from(tenants).orderBy(asc(createdAt), asc(id)),
  );
}

export async function listTenantIds(ctx: AnyContext): Promise<Id<'ten'>[]> {
  return (await listTenants(ctx)).map(({ id }) => id);
}
