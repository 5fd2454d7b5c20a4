import type { NewUser, Role, User } from '@beckon/contract';
import * as access from '../access/index.ts';
import { audited, compareFacts, recordChange } from '../audit/index.ts';
import { DomainError } from '../lib/index.ts';
import type { Context } from '../ports/index.ts';

/** A user with a one-time link by which they set name and password. */
export type InvitedUser = { user: User; token: string; expiresAt: string };

/** @throws DomainError `permission_denied`, `conflict` when the address is that of a user already */
export function inviteUser(ctx: Context, caller: access.Caller, given: NewUser): Promise<InvitedUser> {
  requireOwner(caller, given.role);
  return audited(ctx, caller, async (inTx) => {
    const user = await access.addUser(inTx, caller.tenantId, given);
    const link = await access.createUserLink(inTx, caller.tenantId, user.id);
    return {
      result: { user, ...link },
      change: {
        action: 'user.invited',
        target: { kind: 'user', id: user.id },
        summary: `${user.email} invited as ${user.role}`,
        after: { email: user.email, role: user.role },
      },
    };
  });
}

/** A new invitation, or a reset of the password. @throws DomainError `not_found`, `permission_denied` */
export function createUserLink(ctx: Context, caller: access.Caller, id: string): Promise<InvitedUser> {
  return audited(ctx, caller, async (inTx) => {
    await access.lockUsers(inTx, caller.tenantId);
    const user = await access.readUser(inTx, caller.tenantId, id);
    requireOwner(caller, user.role);
    const link = await access.createUserLink(inTx, caller.tenantId, id);
    const what = user.status === 'invited' ? 'New invitation' : 'Password reset link';
    return {
      result: { user, ...link },
      change: {
        action: 'user.link_created',
        target: { kind: 'user', id },
        summary: `${what} created for ${user.email}`,
      },
    };
  });
}

/** @throws DomainError `not_found`, `permission_denied`, `conflict` for the last owner */
export function changeUserRole(ctx: Context, caller: access.Caller, id: string, role: Role): Promise<User> {
  return audited(ctx, caller, async (inTx) => {
    await access.lockUsers(inTx, caller.tenantId);
    const before = await access.readUser(inTx, caller.tenantId, id);
    requireOwner(caller, before.role, role);
    const result = await access.changeRole(inTx, caller.tenantId, id, role);
    return {
      result,
      change: {
        action: 'user.role_changed',
        target: { kind: 'user', id },
        ...compareFacts(before.email, { role: 'Role' }, before, result),
      },
    };
  });
}

/** @throws DomainError `not_found`, `permission_denied`, `conflict` for the last owner */
export function removeUser(ctx: Context, caller: access.Caller, id: string): Promise<void> {
  return audited(ctx, caller, async (inTx) => {
    await access.lockUsers(inTx, caller.tenantId);
    const { role } = await access.readUser(inTx, caller.tenantId, id);
    requireOwner(caller, role);
    const { email } = await access.removeUser(inTx, caller.tenantId, id);
    return {
      result: undefined,
      change: {
        action: 'user.removed',
        target: { kind: 'user', id },
        summary: `${email} (${role}) removed`,
        before: { email, role },
      },
    };
  });
}

/** Sets name and password with a link. @returns the link with its status before the call; null when there is none */
export function acceptUserLink(
  ctx: Context,
  token: string,
  given: { name: string; passwordHash: string },
): Promise<access.UserLink | null> {
  return ctx.db.transaction(async (tx) => {
    const inTx = { ...ctx, db: tx };
    const link = await access.useUserLink(inTx, token, given);
    if (link?.status !== 'good') return link;
    const { tenantId, userId, email, purpose } = link;
    await recordChange(
      inTx,
      { tenantId, actor: { kind: 'user', id: userId, name: email } },
      {
        action: purpose === 'invitation' ? 'user.joined' : 'user.password_reset',
        target: { kind: 'user', id: userId },
        summary: purpose === 'invitation' ? `${email} accepted the invitation` : `${email} set a new password`,
      },
    );
    return link;
  });
}

/** Owners are made, changed and removed by owners alone: no one else can make themselves one. */
function requireOwner({ permissions }: access.Caller, ...roles: Role[]): void {
  if (!roles.includes('owner') || permissions.has('owners.write')) return;
  throw new DomainError('permission_denied', 'only an owner can do this to an owner, or give the role');
}
