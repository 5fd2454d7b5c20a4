import type { Id } from '@beckon/core/lib';
import type { AnyContext } from '@beckon/core/ports';
import { listTenants } from '@beckon/core/tenants';
import { ConfigError } from '../config.ts';

/**
 * The tenant that a command works on: the one given with `--tenant`, else the only one.
 * @throws ConfigError that lists the tenants
 */
export async function chooseTenant(ctx: AnyContext, given: string | undefined): Promise<Id<'ten'>> {
  const tenants = await listTenants(ctx);
  const [first, ...others] = tenants;
  if (!first) throw new ConfigError('there is no tenant yet: beckon tenants create --help');
  const list = tenants.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  if (given !== undefined) {
    const chosen = tenants.find(({ id }) => id === given);
    if (chosen) return chosen.id;
    throw new ConfigError(`there is no tenant ${given}. These exist:\n${list}`);
  }
  if (others.length === 0) return first.id;
  throw new ConfigError(`there are several tenants. Choose one with --tenant <id>:\n${list}`);
}
