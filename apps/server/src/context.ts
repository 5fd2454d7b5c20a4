import { deriveKey } from '@beckon/core/lib';
import type { Context, Db, EmailSender, Log, PushSender } from '@beckon/core/ports';
import { clock, ids, random } from './system.ts';

/** Puts together what domain code works with. */
export function createContext(parts: {
  db: Db;
  log: Log;
  /** Oldest first; the last one is that of today. */
  rootSecrets: readonly string[];
  email: EmailSender;
  push: PushSender;
  publicUrl: string;
}): Context {
  return {
    db: parts.db,
    clock,
    ids,
    random,
    log: parts.log,
    secrets: {
      tokens: parts.rootSecrets.map((secret) => deriveKey(secret, 'link tokens')),
      suppression: deriveKey(parts.rootSecrets[0]!, 'suppression hashes'),
      identity: deriveKey(parts.rootSecrets.at(-1)!, 'identity keys'),
    },
    adapters: { email: parts.email, push: parts.push },
    publicUrl: parts.publicUrl,
  };
}
