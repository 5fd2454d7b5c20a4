import { scopes } from '@beckon/contract';
import { saveApiKey } from '@beckon/core/access';
import { createTenant } from '@beckon/core/admin';
import type { Id } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { listKeys, saveSource, showKey } from '@beckon/core/sources';
import type { ShopOptions } from './types.ts';

/** The keys of a simulated shop. They are the same in each, since each has a database of its own. */
export const shopKeys = { writeKey: 'pk_simulated', secretKey: 'sk_simulated', apiKey: 'ak_simulated' };

export type ShopKeys = typeof shopKeys;

/** Sets up a shop as the first start of an installation does, and the keys that one would make by hand. */
export async function setUpShop(
  ctx: Context,
  options: ShopOptions,
): Promise<{ tenantId: Id<'ten'>; identityKey: string }> {
  const tenantId = await createTenant(
    ctx,
    { kind: 'command', id: null, name: '@beckon/testing' },
    {
      name: options.name ?? 'Simulated shop',
      siteUrl: options.url ?? 'https://shop.test',
      currency: options.currency ?? 'EUR',
      timezone: options.timezone ?? 'UTC',
      senderAddress: 'hello@shop.test',
      postalAddress: '1 Harbor Street, 10115 Berlin',
    },
  );
  const browserId = ctx.ids.newId('src');
  await saveSource(ctx, {
    id: browserId,
    tenantId,
    name: 'Storefront',
    kind: 'browser',
    writeKey: shopKeys.writeKey,
  });
  await saveSource(ctx, {
    id: ctx.ids.newId('src'),
    tenantId,
    name: 'Shop server',
    kind: 'server',
    secretKey: shopKeys.secretKey,
  });
  await saveApiKey(ctx, tenantId, { name: '@beckon/testing', value: shopKeys.apiKey, scopes });
  const identity = (await listKeys(ctx, tenantId)).get(browserId)!.find(({ kind }) => kind === 'identity')!;
  const { value } = await showKey(ctx, tenantId, browserId, identity.id);
  return { tenantId, identityKey: value! };
}
