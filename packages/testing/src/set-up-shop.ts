import { scopes } from '@beckon/contract';
import type { Actor } from '@beckon/core/access';
import { saveApiKey } from '@beckon/core/access';
import { changeSettings, createTenant } from '@beckon/core/admin';
import type { Id } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { listKeys, saveSource, showKey } from '@beckon/core/sources';
import type { ShopOptions } from './types.ts';

/** The keys of a simulated shop. They are the same in each, since each has a database of its own. */
export const shopKeys = { writeKey: 'pk_simulated', secretKey: 'sk_simulated', apiKey: 'ak_simulated' };

export type ShopKeys = typeof shopKeys;

/** Since when every shop is there: shops are copies of one that was set up then. */
export const setUpAt = '2020-01-01T00:00:00.000Z';

export type PreparedShop = {
  tenantId: Id<'ten'>;
  /** The key with which the shop's server signs who is logged in. */
  identityKey: string;
};

const actor: Actor = { kind: 'command', id: null, name: '@beckon/testing' };

/** Sets up a shop as the first start of an installation does, and the keys that one would make by hand. */
export async function setUpShop(ctx: Context): Promise<PreparedShop> {
  const tenantId = await createTenant(ctx, actor, {
    name: 'Simulated shop',
    siteUrl: 'https://shop.test',
    currency: 'EUR',
    timezone: 'UTC',
    senderAddress: 'hello@shop.test',
    postalAddress: '1 Harbor Street, 10115 Berlin',
  });
  const [browserId, serverId] = [ctx.ids.newId('src'), ctx.ids.newId('src')];
  const { writeKey, secretKey, apiKey } = shopKeys;
  await saveSource(ctx, { id: browserId, tenantId, name: 'Storefront', kind: 'browser', writeKey });
  await saveSource(ctx, { id: serverId, tenantId, name: 'Shop server', kind: 'server', secretKey });
  await saveApiKey(ctx, tenantId, { name: '@beckon/testing', value: apiKey, scopes });
  const identity = (await listKeys(ctx, tenantId)).get(browserId)!.find(({ kind }) => kind === 'identity')!;
  const { value } = await showKey(ctx, tenantId, browserId, identity.id);
  return { tenantId, identityKey: value! };
}

/** Makes of a prepared shop the one that a test asks for. */
export async function adaptShop(ctx: Context, tenantId: Id<'ten'>, options: ShopOptions): Promise<void> {
  const { name, url: siteUrl, currency, timezone } = options;
  const given = Object.entries({ name, senderName: name, siteUrl, currency, timezone });
  const changes = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  if (Object.keys(changes).length === 0) return;
  await changeSettings(ctx, { tenantId, actor, permissions: new Set() }, changes);
}
