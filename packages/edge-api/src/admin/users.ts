import { endpoints } from '@beckon/contract';
import { listUsers } from '@beckon/core/access';
import { changeUserRole, createUserLink, type InvitedUser, inviteUser, removeUser } from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import type { ApiDeps } from '../deps.ts';
import type { ApiServer } from '../http/serve.ts';
import { accountUrl } from '../pages/account.ts';

/** The users of the shop. */
export function serveUsers(api: ApiServer, { adminUrl }: ApiDeps): void {
  const withLink = ({ user, token, expiresAt }: InvitedUser) => ({
    user,
    link: accountUrl(adminUrl, token),
    expiresAt,
  });

  api.serve(endpoints.listUsers, async ({ ctx, caller }) => ({
    data: await listUsers(ctx, caller.tenantId),
    nextCursor: null,
  }));

  api.serve(endpoints.inviteUser, async ({ ctx, caller, body }) => withLink(await inviteUser(ctx, caller, body)));

  api.serve(endpoints.changeUser, ({ ctx, caller, params, body }) =>
    changeUserRole(ctx, caller, readId('usr', params.id), body.role),
  );

  api.serve(endpoints.createUserLink, async ({ ctx, caller, params }) =>
    withLink(await createUserLink(ctx, caller, readId('usr', params.id))),
  );

  api.serve(endpoints.removeUser, async ({ ctx, caller, params }) => {
    await removeUser(ctx, caller, readId('usr', params.id));
    return { result: 'removed' };
  });
}
