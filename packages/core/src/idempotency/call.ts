import type { Caller } from '../access/index.ts';
import { type Id, keyedHash, sha256Hex } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';

/** A call with an `Idempotency-Key`. */
export type KeyedCall = {
  caller: Pick<Caller, 'tenantId' | 'actor'>;
  method: string;
  path: string;
  key: string;
  /** The query of the address, with its question mark; empty without one. */
  query: string;
  body: Uint8Array;
};

/** What is stored of a call: two calls are the same when both hashes are. */
export type CallDigest = {
  tenantId: Id<'ten'>;
  /** Of the caller, the method, the path and the key. */
  digest: Buffer;
  /** Of the query and the body. */
  fingerprint: Buffer;
};

/** Keyed, since keys, paths and bodies may hold addresses and other texts that can be guessed. */
export function digestCall(ctx: Pick<AnyContext, 'secrets'>, call: KeyedCall): CallDigest {
  const { caller, method, path, key, query, body } = call;
  const hashingKey = keyedHash(ctx.secrets.identity, 'idempotency keys');
  const { kind, id } = caller.actor;
  return {
    tenantId: caller.tenantId,
    digest: keyedHash(hashingKey, JSON.stringify([kind, id, method, path, key])),
    fingerprint: keyedHash(hashingKey, JSON.stringify([query, sha256Hex(body)])),
  };
}
