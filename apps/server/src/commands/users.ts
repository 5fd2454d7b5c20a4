import { newUserSchema, type Role, type User } from '@beckon/contract';
import { listUsers } from '@beckon/core/access';
import { changeUserRole, createUserLink, type InvitedUser, inviteUser, removeUser } from '@beckon/core/admin';
import type { Id } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { accountUrl } from '@beckon/edge-api';
import { adminUrlOf, ConfigError } from '../config.ts';
import { printTable } from '../print-table.ts';
import { checkOptions } from './check-options.ts';
import type { CommandConfig } from './command-config.ts';
import { explained } from './explained.ts';
import { withTenant } from './with-database.ts';

export async function listUsersCommand(config: CommandConfig): Promise<void> {
  await withTenant(config, 'users list', async ({ ctx, tenantId }) => {
    const users = await listUsers(ctx, tenantId);
    printTable(
      ['user', 'address', 'name', 'role', 'status'],
      users.map(({ id, email, name, role, status }) => [id, email, name, role, status]),
    );
  });
}

export async function createUserCommand(
  config: CommandConfig,
  options: { email: string; role: string },
): Promise<void> {
  const given = checkOptions(newUserSchema, options);
  await withTenant(config, 'users create', async ({ ctx, caller }) => {
    printLink(config, ctx, await explained(inviteUser(ctx, caller, given)));
  });
}

export async function resetUserCommand(config: CommandConfig, name: string): Promise<void> {
  await withTenant(config, 'users reset', async ({ ctx, caller, tenantId }) => {
    const { id } = await requireUser(ctx, tenantId, name);
    printLink(config, ctx, await explained(createUserLink(ctx, caller, id)));
  });
}

export async function changeRoleCommand(config: CommandConfig, name: string, role: Role): Promise<void> {
  await withTenant(config, 'users role', async ({ ctx, caller, tenantId }) => {
    const { id } = await requireUser(ctx, tenantId, name);
    const user = await explained(changeUserRole(ctx, caller, id, role));
    console.log(`${user.email} now has the role ${user.role}`);
  });
}

export async function removeUserCommand(config: CommandConfig, name: string): Promise<void> {
  await withTenant(config, 'users remove', async ({ ctx, caller, tenantId }) => {
    const { id, email } = await requireUser(ctx, tenantId, name);
    await explained(removeUser(ctx, caller, id));
    console.log(`${email} is removed`);
  });
}

function printLink(config: CommandConfig, ctx: Context, { user, token, expiresAt }: InvitedUser): void {
  console.log(`${user.email}, ${user.role}: send them this link. It works once, until ${expiresAt}:`);
  console.log(accountUrl(adminUrlOf(config, ctx.publicUrl), token));
}

async function requireUser(ctx: Context, tenantId: Id<'ten'>, name: string): Promise<User> {
  const users = await listUsers(ctx, tenantId);
  const user = users.find(({ id, email }) => id === name || email === name.toLowerCase());
  if (user) return user;
  throw new ConfigError(`there is no user ${name}: beckon users list lists the users`);
}
