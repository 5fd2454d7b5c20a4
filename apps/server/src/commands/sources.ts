import { newSourceSchema, readOrigin, rotateKeySchema, type Source, sourceChangesSchema } from '@beckon/contract';
import { addSource, changeSource, revokeKey, revokeSource, rotateKey } from '@beckon/core/admin';
import { type Id, readId } from '@beckon/core/lib';
import type { Context } from '@beckon/core/ports';
import { type ListedSource, listSources, readSource, readSourceSchema, showKey } from '@beckon/core/sources';
import { ConfigError } from '../config.ts';
import { printTable } from '../print-table.ts';
import { checkOptions } from './check-options.ts';
import type { CommandConfig } from './command-config.ts';
import { withTenant } from './with-database.ts';

export async function listSourcesCommand(config: CommandConfig): Promise<void> {
  await withTenant(config, 'sources list', async ({ ctx, tenantId }) => {
    const sources = await listSources(ctx, tenantId);
    printTable(
      ['source', 'kind', 'name', 'events', 'last seen', 'types', 'origins'],
      sources.map((source) => [
        source.id,
        source.kind,
        source.name,
        new Intl.NumberFormat('en').format(source.events),
        source.lastSeenAt ?? 'never',
        source.allowedTypes?.join(', ') ?? 'all',
        source.kind === 'browser' ? source.allowedOrigins.join(', ') || 'none' : '',
      ]),
    );
  });
}

export async function addSourceCommand(
  config: CommandConfig,
  options: { name: string; kind: string; origin?: string[]; type?: string[] },
): Promise<void> {
  const given = checkOptions(newSourceSchema, {
    name: options.name,
    kind: options.kind,
    ...(options.origin ? { allowedOrigins: options.origin } : {}),
    ...(options.type ? { allowedTypes: options.type } : {}),
  });
  await withTenant(config, 'sources add', async ({ ctx, caller }) => {
    const { source, secretKey } = await addSource(ctx, caller, given);
    console.log(`created the ${source.kind} source ${source.id}, ${source.name}`);
    if (source.writeKey !== null) console.log(`write key     ${source.writeKey}`);
    if (secretKey !== null) console.log(`secret key    ${secretKey}\nSave it now: only its hash is stored.`);
    if (source.kind === 'browser' && source.allowedOrigins.length === 0) {
      console.log(
        `No page may send events yet: beckon sources update ${source.id} --add-origin https://www.shop.example`,
      );
    }
  });
}

export async function updateSourceCommand(
  config: CommandConfig,
  id: string,
  options: {
    name?: string;
    addOrigin?: string[];
    removeOrigin?: string[];
    addType?: string[];
    removeType?: string[];
    allTypes?: boolean;
  },
): Promise<void> {
  await withTenant(config, 'sources update', async ({ ctx, caller }) => {
    const before = await requireSource(ctx, caller.tenantId, id);
    const removed = (options.removeOrigin ?? []).map((text) => {
      const read = readOrigin(text);
      return 'origin' in read ? read.origin : text;
    });
    const changes = checkOptions(sourceChangesSchema, {
      ...(options.name === undefined ? {} : { name: options.name }),
      ...(options.addOrigin || options.removeOrigin
        ? { allowedOrigins: change(before.allowedOrigins, options.addOrigin, removed, 'allowed origins') }
        : {}),
      ...(options.allTypes ? { allowedTypes: null } : {}),
      ...(options.addType || options.removeType
        ? { allowedTypes: change(before.allowedTypes ?? [], options.addType, options.removeType, 'allowed types') }
        : {}),
    });
    printSource(await changeSource(ctx, caller, before.id, changes));
  });
}

export async function revokeSourceCommand(config: CommandConfig, id: string): Promise<void> {
  await withTenant(config, 'sources revoke', async ({ ctx, caller }) => {
    const source = await requireSource(ctx, caller.tenantId, id);
    await revokeSource(ctx, caller, source.id);
    console.log(`${source.name} is revoked: running servers refuse its keys within seconds. Its events stay.`);
  });
}

export async function showKeysCommand(config: CommandConfig, id: string): Promise<void> {
  await withTenant(config, 'sources keys show', async ({ ctx, tenantId }) => {
    const source = await requireSource(ctx, tenantId, id);
    const shown = await Promise.all(source.keys.map((key) => showKey(ctx, tenantId, source.id, key.id)));
    printTable(
      ['key', 'kind', 'value', 'made', 'ends', 'last used'],
      shown.map(({ key, value }) => [
        key.id,
        key.kind,
        value ?? (key.lastFour === null ? 'not stored' : `ends in ${key.lastFour}`),
        key.createdAt,
        key.expiresAt ?? 'never',
        key.kind === 'identity' ? 'not noted' : (key.lastUsedAt ?? 'never'),
      ]),
    );
  });
}

export async function rotateKeyCommand(
  config: CommandConfig,
  id: string,
  options: { kind: string; overlap: number },
): Promise<void> {
  const request = checkOptions(rotateKeySchema, { kind: options.kind, overlapSeconds: options.overlap });
  await withTenant(config, 'sources keys rotate', async ({ ctx, caller }) => {
    const before = await requireSource(ctx, caller.tenantId, id);
    const { key, value } = await rotateKey(ctx, caller, before.id, request);
    console.log(`the new ${key.kind} key ${key.id}: ${value}`);
    if (key.kind === 'secret') console.log('Save it now: only its hash is stored.');
    for (const old of (await requireSource(ctx, caller.tenantId, id)).keys) {
      if (old.kind === key.kind && old.id !== key.id) console.log(`${old.id} is valid until ${old.expiresAt}`);
    }
  });
}

export async function revokeKeyCommand(config: CommandConfig, id: string, keyId: string): Promise<void> {
  await withTenant(config, 'sources keys revoke', async ({ ctx, caller }) => {
    await revokeKey(ctx, caller, (await requireSource(ctx, caller.tenantId, id)).id, readId('key', keyId));
    console.log(`${keyId} is revoked: running servers refuse it within seconds`);
  });
}

export async function showSchemaCommand(config: CommandConfig, id: string): Promise<void> {
  await withTenant(config, 'sources schema', async ({ ctx, tenantId }) => {
    const { data, otherEvents } = await readSourceSchema(ctx, tenantId, (await requireSource(ctx, tenantId, id)).id);
    const own = (isInCatalog: boolean) => (isInCatalog ? '' : 'own');
    printTable(
      ['type', 'property', 'JSON', 'events', 'first seen', 'last seen', 'catalog'],
      data.flatMap((seen) => [
        [seen.type, '', '', `${seen.events}`, seen.firstSeenAt, seen.lastSeenAt, own(seen.isInCatalog)],
        ...seen.properties.map((property) => [
          '',
          property.name,
          property.types.join(' | '),
          `${property.events}`,
          property.firstSeenAt,
          property.lastSeenAt,
          own(property.isInCatalog),
        ]),
      ]),
    );
    for (const { type, propertiesLeftOut } of data) {
      if (propertiesLeftOut > 0)
        console.log(`${type}: other properties occurred ${propertiesLeftOut} times (too many names)`);
    }
    if (otherEvents > 0) console.log(`${otherEvents} events of other types (too many types)`);
  });
}

function printSource(source: Source): void {
  console.log(`${source.id}  ${source.name}, a ${source.kind} source`);
  if (source.kind === 'browser')
    console.log(`origins  ${source.allowedOrigins.join(', ') || 'none: no page may send'}`);
  console.log(`types    ${source.allowedTypes?.join(', ') ?? 'all'}`);
}

async function requireSource(ctx: Context, tenantId: Id<'ten'>, id: string): Promise<ListedSource> {
  const source = await readSource(ctx, tenantId, id);
  if (source) return source;
  throw new ConfigError(`there is no source ${id}: beckon sources list shows the sources`);
}

function change(before: readonly string[], added: string[] = [], removed: string[] = [], what: string): string[] {
  const unknown = removed.filter((text) => !before.includes(text));
  if (unknown.length > 0) {
    throw new ConfigError(
      `${unknown.join(', ')} is not among the ${what} of this source: ${before.join(', ') || 'none'}`,
    );
  }
  return [...before, ...added].filter((text) => !removed.includes(text));
}
