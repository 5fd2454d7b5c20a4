import { deriveKey } from '@beckon/core/lib';
import type { Context, Db, EmailSender, Log } from '@beckon/core/ports';
import { clock, ids, random } from './system.ts';

/** Puts together what domain code works with. */
export function createContext(parts: {
  db: Db;
  log: Log;
  rootSecret: string;
  email: EmailSender;
  publicUrl: string;
}): Context {
  return {
    db: parts.db,
    clock,
    ids,
    random,
    log: parts.log,
    secrets: {
      tokens: deriveKey(parts.rootSecret, 'link tokens'),
      suppression: deriveKey(parts.rootSecret, 'suppression hashes'),
      identity: deriveKey(parts.rootSecret, 'identity keys'),
    },
    adapters: { email: parts.email },
    publicUrl: parts.publicUrl,
  };
}
