import { newTenantSchema, type Settings, settingsChangesSchema } from '@beckon/contract';
import { changeSettings, createTenant } from '@beckon/core/admin';
import { listTenants, readSettings } from '@beckon/core/tenants';
import { printTable } from '../print-table.ts';
import { checkOptions } from './check-options.ts';
import type { CommandConfig } from './command-config.ts';
import { explained } from './explained.ts';
import { withDatabase, withTenant } from './with-database.ts';

export async function listTenantsCommand(config: CommandConfig): Promise<void> {
  await withDatabase(config, 'tenants list', async ({ ctx }) => {
    const tenants = await listTenants(ctx);
    printTable(
      ['tenant', 'name', 'created'],
      tenants.map(({ id, name, createdAt }) => [id, name, createdAt.toISOString()]),
    );
  });
}

type TenantOptions = Omit<Partial<Settings>, 'siteUrl'> & { site?: string };

const toSettings = ({ site, ...options }: TenantOptions) => ({ ...options, ...(site ? { siteUrl: site } : {}) });

export async function createTenantCommand(config: CommandConfig, options: TenantOptions): Promise<void> {
  const given = checkOptions(newTenantSchema, toSettings(options));
  await withDatabase(config, 'tenants create', async ({ ctx, actor }) => {
    const id = await explained(createTenant(ctx, actor, given));
    console.log(`tenant ${id} created: ${given.name}`);
    console.log(`create its owner next: beckon users create --tenant ${id} --role owner --email <address>`);
  });
}

export async function showTenantCommand(config: CommandConfig): Promise<void> {
  await withTenant(config, 'tenants show', async ({ ctx, tenantId }) => {
    printSettings(tenantId, await readSettings(ctx, tenantId));
  });
}

export async function updateTenantCommand(config: CommandConfig, options: TenantOptions): Promise<void> {
  const changes = checkOptions(settingsChangesSchema, toSettings(options));
  await withTenant(config, 'tenants update', async ({ ctx, caller, tenantId }) => {
    printSettings(tenantId, await explained(changeSettings(ctx, caller, changes)));
  });
}

function printSettings(tenantId: string, settings: Settings): void {
  printTable(
    ['setting', 'value'],
    [['tenant', tenantId], ...Object.entries(settings).map(([name, value]) => [name, String(value) || 'none'])],
  );
}
