import { deriveVapidKeys, type VapidKeys } from '@beckon/adapters';
import { openRootSecrets } from '@beckon/core/installation';
import { deriveKey } from '@beckon/core/lib';
import type { Db, Secrets } from '@beckon/core/ports';
import type { Config } from './config.ts';
import type { InstallationSecrets } from './installation.ts';
import { clock, random } from './system.ts';

export type InstallationKeys = {
  /** The current root secret. */
  rootSecret: string;
  secrets: Secrets;
  vapid: VapidKeys;
};

/**
 * The keys of this installation: some are derived from the root secrets, those that must outlive them are kept in the
 * database.
 * @throws WrongRootSecret when the database was set up with another root secret
 */
export async function openKeys(
  db: Db,
  config: Pick<Config, 'secret' | 'formerSecrets'>,
  installation: Pick<InstallationSecrets, 'rootSecret'>,
): Promise<InstallationKeys> {
  const rootSecret = config.secret ?? installation.rootSecret;
  const rootSecrets = [...config.formerSecrets, rootSecret];
  const first = rootSecrets[0]!;
  const { kept, byPosition } = await openRootSecrets({ db, clock, random }, rootSecrets, {
    suppression: deriveKey(first, 'suppression hashes'),
    identity: deriveKey(rootSecret, 'identity keys'),
    vapid: Buffer.from(JSON.stringify(deriveVapidKeys(first))),
  });
  return {
    rootSecret,
    secrets: {
      tokens: byPosition.map((secret) => (secret === null ? null : deriveKey(secret, 'link tokens'))),
      suppression: kept.suppression,
      identity: kept.identity,
    },
    vapid: JSON.parse(kept.vapid.toString()) as VapidKeys,
  };
}
