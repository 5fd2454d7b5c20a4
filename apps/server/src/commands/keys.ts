import { type ApiKey, newApiKeySchema } from '@beckon/contract';
import { listApiKeys } from '@beckon/core/access';
import { addApiKey, revokeApiKey } from '@beckon/core/admin';
import { readId } from '@beckon/core/lib';
import { printTable } from '../print-table.ts';
import { checkOptions } from './check-options.ts';
import type { CommandConfig } from './command-config.ts';
import { explained } from './explained.ts';
import { withTenant } from './with-database.ts';

export async function listApiKeysCommand(config: CommandConfig): Promise<void> {
  await withTenant(config, 'keys list', async ({ ctx, tenantId }) => {
    const now = ctx.clock.now().toISOString();
    const keys = await listApiKeys(ctx, tenantId);
    printTable(
      ['key', 'name', 'ends in', 'state', 'expires', 'last used', 'scopes'],
      keys.map((key) => [
        key.id,
        key.name,
        key.lastFour,
        stateOf(key, now),
        key.expiresAt ?? 'never',
        key.lastUsedAt ?? 'never',
        key.scopes.join(', '),
      ]),
    );
  });
}

function stateOf({ revokedAt, expiresAt }: ApiKey, now: string): string {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'good';
}

export async function createApiKeyCommand(
  config: CommandConfig,
  { name, scope, expiresIn }: { name: string; scope: string[]; expiresIn?: number },
): Promise<void> {
  await withTenant(config, 'keys create', async ({ ctx, caller }) => {
    const expiresAt = expiresIn && new Date(ctx.clock.now().getTime() + expiresIn * 1_000).toISOString();
    const given = checkOptions(newApiKeySchema, { name, scopes: scope, ...(expiresAt ? { expiresAt } : {}) });
    const { key, value } = await explained(addApiKey(ctx, caller, given));
    console.log(`API key ${key.id} created: ${key.name}`);
    console.log(`${value}\nSave it now: only its hash is stored.`);
  });
}

export async function revokeApiKeyCommand(config: CommandConfig, id: string): Promise<void> {
  await withTenant(config, 'keys revoke', async ({ ctx, caller }) => {
    const { name } = await explained(revokeApiKey(ctx, caller, readId('apk', id)));
    console.log(`${name} is revoked`);
  });
}
