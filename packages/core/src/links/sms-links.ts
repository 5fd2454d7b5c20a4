import { and, eq, withBuilder } from '../db/index.ts';
import { encodeBase32, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { smsLinks } from './tables.ts';

/** Characters of a code: 60 bits, too many to try. A signed token would fill half of an SMS. */
export const smsCodeLength = 12;

/** Where the link in a contact's text messages leads: the same for all that go to one number. */
export async function makeSmsLink(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  contactId: Id<'ctc'>,
  phoneHash: Buffer,
): Promise<string> {
  const isTheirs = and(
    eq(smsLinks.tenantId, tenantId),
    eq(smsLinks.contactId, contactId),
    eq(smsLinks.phoneHash, phoneHash),
  );
  const find = () =>
    withBuilder(ctx.db, (build) => build.select({ code: smsLinks.code }).from(smsLinks).where(isTheirs));
  const [known] = await find();
  if (known) return known.code;
  const code = encodeBase32(ctx.random.bytes(16)).slice(-smsCodeLength);
  const createdAt = ctx.clock.now();
  await withBuilder(ctx.db, (build) =>
    build.insert(smsLinks).values({ code, tenantId, contactId, phoneHash, createdAt }).onConflictDoNothing(),
  );
  // Of two workers that render at the same time, one wrote it.
  const [made] = await find();
  return made!.code;
}

/** Whom a link was sent to; null for everything that we did not make. It never expires. */
export async function readSmsLink(
  ctx: AnyContext,
  code: string,
): Promise<Pick<typeof smsLinks.$inferSelect, 'tenantId' | 'contactId' | 'phoneHash'> | null> {
  const { tenantId, contactId, phoneHash } = smsLinks;
  const [link] = await withBuilder(ctx.db, (build) =>
    build.select({ tenantId, contactId, phoneHash }).from(smsLinks).where(eq(smsLinks.code, code)),
  );
  return link ?? null;
}
