import { mailboxHash } from '../contacts/index.ts';
import { type Id, readSignedToken, signToken } from '../lib/index.ts';
import type { AnyContext, WallClock } from '../ports/index.ts';

/** What a link may do. A token of one purpose is worthless for another. These never expire by themselves. */
export type TokenPurpose =
  | 'confirm'
  | 'unsubscribe'
  | 'block_address'
  | 'join_waitlist'
  | 'leave_waitlist'
  | 'keep_waiting';

/**
 * Links that show or change more than their own subject: they expire, and end with the generation of the contact.
 * `reduce` is that in the footer of a mail, which may only reduce what its owner gets.
 */
export type BoundTokenPurpose = 'preferences' | 'reduce' | 'change_email';

const hour = 60 * 60 * 1_000;
const day = 24 * hour;

/** How long links work, in milliseconds. */
export const boundTokenLifetimes: Record<BoundTokenPurpose, number> = {
  preferences: hour,
  reduce: 366 * day,
  change_email: day,
};

/** The clocks of two servers may differ by so much, in milliseconds. */
const maxClockDifference = hour / 12;

type Keys = Pick<AnyContext, 'secrets'>;

/**
 * A link token: the subject's id and an HMAC over key id, purpose, tenant and subject. It holds no address.
 * @param subject for `confirm` and `join_waitlist` the sign-up, for `unsubscribe` see
 *   `makeUnsubscribeToken`, for `block_address` `makeBlockToken`, else the waitlist entry
 */
export function makeToken(ctx: Keys, purpose: TokenPurpose, tenantId: string, subject: string): string {
  return signToken(ctx.secrets.tokens, purpose, [tenantId, subject]);
}

/** Reads a token of this purpose; null for everything that we did not make. */
export function readToken(
  ctx: Keys,
  purpose: TokenPurpose,
  token: string,
): { tenantId: Id<'ten'>; subject: string } | null {
  const [tenantId, subject, ...rest] = readSignedToken(ctx.secrets.tokens, purpose, token) ?? [];
  return tenantId && subject && rest.length === 0 ? { tenantId: tenantId as Id<'ten'>, subject } : null;
}

/**
 * An unsubscribe link: of a contact, and of the delivery that it stands in, so that its message can be told.
 * @param deliveryId null where there is none, as in a preview
 */
export function makeUnsubscribeToken(
  ctx: Keys,
  tenantId: Id<'ten'>,
  contactId: string,
  deliveryId: string | null,
): string {
  return makeToken(ctx, 'unsubscribe', tenantId, deliveryId === null ? contactId : `${contactId}:${deliveryId}`);
}

/** Reads an unsubscribe link; null for everything that we did not make. Links of before name no delivery. */
export function readUnsubscribeToken(
  ctx: Keys,
  token: string,
): { tenantId: Id<'ten'>; contactId: Id<'ctc'>; deliveryId: Id<'dlv'> | null } | null {
  const link = readToken(ctx, 'unsubscribe', token);
  if (!link) return null;
  const [contactId, deliveryId = null] = link.subject.split(':') as [Id<'ctc'>, Id<'dlv'>?];
  return { tenantId: link.tenantId, contactId, deliveryId };
}

/** A block link stops the mailbox that it is mailed to, wherever its contact has moved since. */
export function makeBlockToken(ctx: Keys, tenantId: Id<'ten'>, contactId: Id<'ctc'>, email: string): string {
  const hash = mailboxHash(ctx, tenantId, email).toString('base64url');
  return makeToken(ctx, 'block_address', tenantId, `${contactId}:${hash}`);
}

/** Reads a block link; null for everything that we did not make. */
export function readBlockToken(
  ctx: Keys,
  token: string,
): { tenantId: Id<'ten'>; contactId: Id<'ctc'>; addressHash: Buffer } | null {
  const link = readToken(ctx, 'block_address', token);
  const [contactId, hash] = link?.subject.split(':') ?? [];
  return link && contactId && hash
    ? { tenantId: link.tenantId, contactId: contactId as Id<'ctc'>, addressHash: Buffer.from(hash, 'base64url') }
    : null;
}

/**
 * A link token that ends: with its lifetime, or when the contact's generation changes.
 * @param subject for `preferences` and `reduce` the contact, for `change_email` the sign-up
 */
export function makeBoundToken(
  ctx: Keys & { clock: WallClock },
  purpose: BoundTokenPurpose,
  tenantId: string,
  subject: string,
  generation: number,
): string {
  const expiresAt = ctx.clock.now().getTime() + boundTokenLifetimes[purpose];
  return signToken(ctx.secrets.tokens, purpose, [tenantId, subject, String(generation), String(expiresAt)]);
}

/** What a token that ends says. Whether its generation still is that of the contact, the caller has to look up. */
export type BoundToken = {
  tenantId: Id<'ten'>;
  subject: string;
  generation: number;
  isExpired: boolean;
  /** Milliseconds since it was made. */
  age: number;
};

/** Reads a token that ends, also when it has expired; null for everything that we did not make. */
export function readBoundToken(
  ctx: Keys & { clock: WallClock },
  purpose: BoundTokenPurpose,
  token: string,
): BoundToken | null {
  const [tenantId, subject, generation, expiresAt, ...rest] = readSignedToken(ctx.secrets.tokens, purpose, token) ?? [];
  if (!tenantId || !subject || !generation || !expiresAt || rest.length > 0) return null;
  const lifetime = boundTokenLifetimes[purpose];
  const age = ctx.clock.now().getTime() - (Number(expiresAt) - lifetime);
  // One that would work for longer than a link does was made when links did.
  const isExpired = age >= lifetime || age < -maxClockDifference;
  return { tenantId: tenantId as Id<'ten'>, subject, generation: Number(generation), isExpired, age };
}
