import {
  type NewSource,
  permissionsOfIngestKey,
  type RotateKey,
  type Source,
  type SourceChanges,
} from '@beckon/contract';
import type { Caller } from '../access/index.ts';
import { audited, compareFacts } from '../audit/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext, Context } from '../ports/index.ts';
import * as sources from '../sources/index.ts';

const labels = { name: 'Name', allowedOrigins: 'Allowed origins', allowedTypes: 'Allowed types' } as const;

/** @throws DomainError `validation_failed`, `permission_denied` */
export function addSource(
  ctx: Context,
  caller: Caller,
  given: NewSource,
): Promise<{ source: sources.ListedSource; secretKey: string | null }> {
  if (given.kind === 'server' && !given.allowedTypes) requireIngestPermissions(caller);
  return audited(ctx, caller, async (inTx) => {
    const result = await sources.addSource(inTx, caller.tenantId, given);
    const { id, name, kind, allowedOrigins, allowedTypes } = result.source;
    return {
      result,
      change: {
        action: 'source.created',
        target: { kind: 'source', id },
        summary: `${kind === 'browser' ? 'Browser' : 'Server'} source ${name} created`,
        after: { name, kind, allowedOrigins, allowedTypes },
      },
    };
  });
}

/** @throws DomainError `not_found`, `validation_failed`, `permission_denied` */
export function changeSource(ctx: Context, caller: Caller, id: Id<'src'>, changes: SourceChanges): Promise<Source> {
  return audited(ctx, caller, async (inTx) => {
    const before = await requireSource(inTx, caller.tenantId, id);
    if (before.kind !== 'browser' && changes.allowedTypes === null) requireIngestPermissions(caller);
    const result = await sources.changeSource(inTx, caller.tenantId, id, changes);
    return {
      result,
      change: {
        action: 'source.changed',
        target: { kind: 'source', id },
        ...compareFacts(before.name, labels, before, result),
      },
    };
  });
}

/** @throws DomainError `not_found` */
export function revokeSource(ctx: Context, caller: Caller, id: Id<'src'>): Promise<void> {
  return audited(ctx, caller, async (inTx) => {
    const { name } = await requireSource(inTx, caller.tenantId, id);
    await sources.revokeSource(inTx, caller.tenantId, id);
    return {
      result: undefined,
      change: {
        action: 'source.revoked',
        target: { kind: 'source', id },
        summary: `Source ${name} and its keys revoked`,
      },
    };
  });
}

/** @throws DomainError `not_found`, `validation_failed`, `permission_denied` */
export function rotateKey(
  ctx: Context,
  caller: Caller,
  sourceId: Id<'src'>,
  given: RotateKey,
): ReturnType<typeof sources.rotateKey> {
  return audited(ctx, caller, async (inTx) => {
    const { name, allowedTypes } = await requireSource(inTx, caller.tenantId, sourceId);
    if (given.kind === 'secret' && allowedTypes === null) requireIngestPermissions(caller);
    const result = await sources.rotateKey(inTx, caller.tenantId, sourceId, given);
    const { id, kind } = result.key;
    return {
      result,
      change: {
        action: 'source_key.created',
        target: { kind: 'source', id: sourceId },
        summary: `New ${kind} key of ${name} created`,
        after: { keyId: id, kind },
      },
    };
  });
}

/** @throws DomainError `not_found` */
export function revokeKey(ctx: Context, caller: Caller, sourceId: Id<'src'>, keyId: Id<'key'>): Promise<void> {
  return audited(ctx, caller, async (inTx) => {
    const { name } = await requireSource(inTx, caller.tenantId, sourceId);
    const { key } = await sources.showKey(inTx, caller.tenantId, sourceId, keyId);
    await sources.revokeKey(inTx, caller.tenantId, sourceId, keyId);
    return {
      result: undefined,
      change: {
        action: 'source_key.revoked',
        target: { kind: 'source', id: sourceId },
        summary: `A ${key.kind} key of ${name} revoked`,
        before: { keyId, kind: key.kind },
      },
    };
  });
}

async function requireSource(ctx: AnyContext, tenantId: Id<'ten'>, id: Id<'src'>): Promise<Source> {
  const source = await sources.readSource(ctx, tenantId, id);
  if (!source) throw new DomainError('not_found', 'there is no source with this id');
  return source;
}

/**
 * The secret key of a source without a list of allowed types has permissions of its own: a caller without them cannot get
 * them by such a key.
 */
function requireIngestPermissions({ permissions }: Caller): void {
  const missing = permissionsOfIngestKey.filter((permission) => !permissions.has(permission));
  if (missing.length > 0)
    throw new DomainError('permission_denied', `the secret key of this source needs ${missing.join(', ')}`);
}
