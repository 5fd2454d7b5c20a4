import { type Id, readSignedToken, signToken } from '../lib/index.ts';
import type { AnyContext, WallClock } from '../ports/index.ts';

/**
 * Milliseconds. A person needs at least a second for a form; a page open for longer than the maximum has to fetch a new
 * token.
 */
export const formTokenAge = { min: 1_000, max: 4 * 60 * 60 * 1_000 } as const;

type Keys = Pick<AnyContext, 'secrets'>;

export type FormToken = {
  /** Unique per token. */
  nonce: string;
  issuedAt: number;
  /** The shop's page that led to the page of ours with this token; its origin was checked before. */
  page: { origin: string | null } | null;
};

/**
 * A token for a form, which proves when it was requested.
 * @param page the origin of the shop's page, for a token in a page of ours
 */
export function makeFormToken(
  ctx: Keys & Pick<AnyContext, 'random'> & { clock: WallClock },
  tenantId: Id<'ten'>,
  page?: { origin: string | null },
): string {
  const nonce = Buffer.from(ctx.random.bytes(16)).toString('base64url');
  const parts = [tenantId, String(ctx.clock.now().getTime()), nonce];
  return signToken(ctx.secrets.tokens, 'form', page ? [...parts, 'page', page.origin ?? ''] : parts);
}

/** What a token says that we made for this tenant, however old it is; null for every other text. */
export function readFormToken(ctx: Keys, tenantId: Id<'ten'>, token: string): FormToken | null {
  const [tokenTenant, issuedAt, nonce, kind, origin] = readSignedToken(ctx.secrets.tokens, 'form', token) ?? [];
  if (tokenTenant !== tenantId || !issuedAt || !nonce) return null;
  return { nonce, issuedAt: Number(issuedAt), page: kind === 'page' ? { origin: origin || null } : null };
}
