import type { Wording } from '@beckon/contract';
import { asc, desc, eq, sql, withBuilder } from '../db/index.ts';
import { type Id, sha256 } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import { consentWordings } from './tables.ts';

/** Registers texts of a shop. Registered texts never change: ledger entries may refer to them. */
export async function registerWordings(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  wordings: readonly { version: string; text: string }[],
): Promise<void> {
  const rows = wordings.toSorted((a, b) => (`${a.version}\n${a.text}` < `${b.version}\n${b.text}` ? -1 : 1));
  await ctx.db.query(sql`
    insert into consent_wordings (tenant_id, version, digest, text, registered_at)
    select ${tenantId}, version, sha256(convert_to(text, 'UTF8')), text, ${ctx.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as w (version text, text text)
    on conflict do nothing`);
}

/** The registered texts of a shop, newest first. */
export async function readWordings(ctx: AnyContext, tenantId: Id<'ten'>): Promise<Wording[]> {
  const { version, text, registeredAt } = consentWordings;
  const rows = await withBuilder(ctx.db, (build) =>
    build
      .select({ version, text, registeredAt })
      .from(consentWordings)
      .where(eq(consentWordings.tenantId, tenantId))
      .orderBy(desc(registeredAt), asc(version), asc(text))
      .limit(1_000),
  );
  return rows.map((row) => ({ ...row, registeredAt: row.registeredAt.toISOString() }));
}

/** What a form showed, as evidence: whether the shop registered this text or only the form claims it. */
export type WordingEvidence = { wording: string; wordingStatus: 'registered' | 'claimed' };

/** Compares the text that a form claims to have shown with the registered texts of its version. */
export async function judgeWording(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  version: string,
  text: string,
): Promise<WordingEvidence> {
  const rows = await ctx.db.query(sql`
    select 1 from consent_wordings where tenant_id = ${tenantId} and version = ${version} and digest = ${sha256(text)}`);
  return { wording: text, wordingStatus: rows.length > 0 ? 'registered' : 'claimed' };
}
