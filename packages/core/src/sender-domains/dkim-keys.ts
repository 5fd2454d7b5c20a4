import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { sql } from '../db/index.ts';
import { type Id, keyedHash, seal, unseal } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { dkimKeys } from './tables.ts';

/** A key as others may know it. */
export type DkimKey = Pick<typeof dkimKeys.$inferSelect, 'no' | 'selector' | 'publicKey' | 'publishedAt'>;

export type NewDkimKey = Pick<typeof dkimKeys.$inferSelect, 'no' | 'selector' | 'publicKey' | 'privateKey'>;

const sealingKey = ({ secrets }: Pick<AnyContext, 'secrets'>) => keyedHash(secrets.identity, 'dkim keys');
const nameOf = (tenantId: string, domain: string, selector: string) => `dkim ${tenantId} ${domain} ${selector}`;

/** Makes a key pair. RSA with 2,048 bits is what all receivers verify, and the most that fits all DNS servers. */
export async function makeDkimKey(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  domain: string,
  no: number,
): Promise<NewDkimKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2_048 });
  // Several shops may have one domain, so the number alone would not do.
  const selector = `beckon-${Buffer.from(ctx.random.bytes(4)).toString('hex')}`;
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' });
  return {
    no,
    selector,
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    privateKey: seal(sealingKey(ctx), nameOf(tenantId, domain, selector), ctx.random.bytes(12), secret),
  };
}

/** Stores a key, unless another call was first to make the key with this number. */
export async function storeDkimKey(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  domain: string,
  { no, selector, publicKey, privateKey }: NewDkimKey,
): Promise<void> {
  await ctx.db.query(sql`
    insert into dkim_keys (tenant_id, domain, no, selector, public_key, private_key, created_at)
    values (${tenantId}, ${domain}, ${no}, ${selector}, ${publicKey}, ${privateKey}, ${ctx.clock.now()})
    on conflict do nothing`);
}

/** The keys of a domain, the newest first. */
export function readDkimKeys(ctx: AnyContext, tenantId: Id<'ten'>, domain: string): Promise<DkimKey[]> {
  return ctx.db.query<DkimKey>(sql`
    select no, selector, public_key as "publicKey", published_at as "publishedAt" from dkim_keys
    where tenant_id = ${tenantId} and domain = ${domain} order by no desc`);
}

/**
 * Stores whether the record of a key is in DNS. The keys before it have served once it is: they are deleted.
 */
export async function storePublication(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  domain: string,
  { no, isPublished }: { no: number; isPublished: boolean },
): Promise<void> {
  await ctx.db.query(sql`
    update dkim_keys set published_at = case when ${isPublished} then coalesce(published_at, ${ctx.clock.now()}) end
    where tenant_id = ${tenantId} and domain = ${domain} and no = ${no}`);
  if (isPublished) {
    await ctx.db.query(sql`
      delete from dkim_keys where tenant_id = ${tenantId} and domain = ${domain} and no < ${no}`);
  }
}

/** By what mails are signed: the key of a domain whose record is in DNS. */
export type DkimSignature = { domain: string; selector: string; privateKey: string };

/** Null: without a record, a signature would be a broken one, which is worse than none. */
export async function readDkimSignature(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  senderAddress: string,
): Promise<DkimSignature | null> {
  const domain = domainOf(senderAddress);
  const [key] = await ctx.db.query<Pick<typeof dkimKeys.$inferSelect, 'selector' | 'privateKey'>>(sql`
    select selector, private_key as "privateKey" from dkim_keys
    where tenant_id = ${tenantId} and domain = ${domain} and published_at is not null order by no desc limit 1`);
  if (!key) return null;
  const { selector } = key;
  const secret = unseal(sealingKey(ctx), nameOf(tenantId, domain, selector), key.privateKey);
  const pem = secret.toString('base64').replaceAll(/.{64}/g, '$&\n').trimEnd();
  return { domain, selector, privateKey: `-----BEGIN PRIVATE KEY-----\n${pem}\n-----END PRIVATE KEY-----\n` };
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase();
