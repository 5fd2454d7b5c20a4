import { scopes } from '@beckon/contract';
import { saveApiKey } from '@beckon/core/access';
import { installFlows } from '@beckon/core/flows';
import type { Context } from '@beckon/core/ports';
import { listKeys, readSource, saveSource, showKey } from '@beckon/core/sources';
import { readTenant, saveTenant } from '@beckon/core/tenants';

/** The one shop of a development installation. Its ids are fixed, so every start finds it again. */
export const demo = {
  tenantId: 'ten_00000000000000000000000001',
  storefrontSource: 'src_00000000000000000000000001',
  serverSource: 'src_00000000000000000000000002',
  importSource: 'src_00000000000000000000000003',
  ownSource: 'src_00000000000000000000000004',
  adminEmail: 'demo@beckon.example',
} as const;

/** What the demo shop calls itself, in its pages and in its mails. */
export const shopName = 'Third Floor';

export type DemoKeys = { writeKey: string; secretKey: string; apiKey: string };

/** Makes the demo shop where a command comes before the first start; the next start says where it really is. */
export async function installDemoOnce(ctx: Context, keys: DemoKeys, port: number): Promise<void> {
  if (await readTenant(ctx, demo.tenantId)) return;
  const url = `http://localhost:${port + 1}`;
  await installDemo(ctx, keys, { name: shopName, url, allowedOrigins: [url] });
}

/** Makes the demo shop with its sources and messages, or brings it up to date. */
export async function installDemo(
  ctx: Context,
  keys: DemoKeys,
  shop: { name: string; url: string; allowedOrigins: string[] },
): Promise<void> {
  const { tenantId } = demo;
  await saveTenant(ctx, {
    id: tenantId,
    name: shop.name,
    siteUrl: shop.url,
    currency: 'USD',
    timezone: 'America/New_York',
    senderName: shop.name,
    senderAddress: 'hello@shop.example',
    postalAddress: '12 Harbor Street, Portland, ME 04101',
  });
  await saveSource(ctx, {
    id: demo.storefrontSource,
    tenantId,
    name: 'Storefront',
    kind: 'browser',
    writeKey: keys.writeKey,
    allowedOrigins: [...shop.allowedOrigins, ...(await readAddedOrigins(ctx))],
  });
  await saveSource(ctx, {
    id: demo.serverSource,
    tenantId,
    name: 'Shop server',
    kind: 'server',
    secretKey: keys.secretKey,
  });
  await saveSource(ctx, { id: demo.importSource, tenantId, name: 'Import', kind: 'import' });
  await saveSource(ctx, { id: demo.ownSource, tenantId, name: 'Beckon', kind: 'beckon' });
  await saveApiKey(ctx, tenantId, { name: 'Development', value: keys.apiKey, scopes });
  await installFlows(ctx, tenantId, ['welcome', 'cart_recovery', 'post_purchase', 'back_in_stock']);
}

/** The key that the demo shop signs with; undefined after a user has revoked it. */
export async function readIdentityKey(ctx: Context): Promise<string | undefined> {
  const { tenantId, storefrontSource } = demo;
  const key = (await listKeys(ctx, tenantId)).get(storefrontSource)?.find(({ kind }) => kind === 'identity');
  return key && ((await showKey(ctx, tenantId, storefrontSource, key.id)).value ?? undefined);
}

/** The origins that were added by hand. Those of this machine are the demo shop's own, of this start or an earlier one. */
async function readAddedOrigins(ctx: Context): Promise<string[]> {
  const source = await readSource(ctx, demo.tenantId, demo.storefrontSource);
  return (source?.allowedOrigins ?? []).filter(
    (origin) => !['localhost', '127.0.0.1'].includes(new URL(origin).hostname),
  );
}
