import { sql } from '../db/index.ts';
import { type Id, keyedHash } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { secretPrefix } from './sign-webhook.ts';
import type { webhookSecrets } from './tables.ts';

/** Milliseconds for which webhooks are signed by the former secret too. */
const overlap = 24 * 60 * 60 * 1_000;

/** A secret is derived from the shop and a number, so that none is stored. */
const deriveSecret = (ctx: AnyContext, tenantId: Id<'ten'>, no: number) =>
  `${secretPrefix}${keyedHash(ctx.secrets.identity, `webhook ${tenantId} ${no}`).toString('base64')}`;

/** The secrets by which webhooks of a shop are signed now, the current one first. */
export async function readWebhookSecrets(ctx: AnyContext, tenantId: Id<'ten'>): Promise<string[]> {
  const [replaced] = await ctx.db.query<Pick<typeof webhookSecrets.$inferSelect, 'no' | 'since'>>(sql`
    select no, since from webhook_secrets where tenant_id = ${tenantId}`);
  const no = replaced?.no ?? 1;
  const isFormerValid = replaced !== undefined && ctx.clock.now().getTime() < replaced.since.getTime() + overlap;
  return (isFormerValid ? [no, no - 1] : [no]).map((each) => deriveSecret(ctx, tenantId, each));
}

/** Replaces the secret. For 24 hours, webhooks are signed by the former one too. @returns the new one */
export async function replaceWebhookSecret(ctx: AnyContext, tenantId: Id<'ten'>): Promise<string> {
  await ctx.db.query(sql`
    insert into webhook_secrets as s (tenant_id, no, since) values (${tenantId}, 2, ${ctx.clock.now()})
    on conflict (tenant_id) do update set no = s.no + 1, since = excluded.since`);
  const [secret] = await readWebhookSecrets(ctx, tenantId);
  return secret!;
}
