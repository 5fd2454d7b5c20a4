import { sql } from '../db/index.ts';
import { deriveKey, isEqualInConstantTime, seal, unseal } from '../lib/index.ts';
import type { Clock, Db, Queryable, Random } from '../ports/index.ts';
import type { keptKeys, rootSecrets } from './tables.ts';

/** The root secret is not the one that this database was set up with. */
export class WrongRootSecret extends Error {
  override readonly name = 'WrongRootSecret';
}

/** Keys that outlive a root secret, by name, as they are made when there are none yet. */
type KeptKeys = Record<string, Buffer>;

export type OpenedSecrets<K extends KeptKeys> = {
  kept: K;
  /** The configured root secrets by their position, oldest first; null for those that are not configured any more. */
  byPosition: readonly (string | null)[];
};

/**
 * Compares the configured root secrets with those that the database knows, and opens the keys that it stores. The first
 * start records both. A new root secret is a rotation if the previous one is also configured: the keys are sealed again
 * with the new secret, and the previous one is then needed only for links made with it.
 * @param rootSecrets oldest first; the last one is the current one
 * @throws WrongRootSecret when the newest secret that the database knows is not configured
 */
export async function openRootSecrets<K extends KeptKeys>(
  { db, clock, random }: { db: Db; clock: Pick<Clock, 'now'>; random: Random },
  rootSecrets: readonly string[],
  made: K,
): Promise<OpenedSecrets<K>> {
  const given = rootSecrets.map((secret) => ({ secret, fingerprint: deriveKey(secret, 'fingerprint') }));
  const today = given.at(-1)!;
  return db.transaction(async (tx) => {
    // Several processes may start at once: one notes or rotates, the others find it done.
    await tx.query(sql`lock table root_secrets in exclusive mode`);
    let known = await readKnown(tx);
    let kept = made;
    if (known.length === 0) {
      await note(tx, given, 1, clock.now());
    } else {
      const newest = known.at(-1)!;
      if (known.slice(0, -1).some((row) => isEqualInConstantTime(row.fingerprint, today.fingerprint))) {
        throw new WrongRootSecret(
          'this root secret has been replaced by a newer one: set BECKON_SECRET (or secrets.json) to the newest',
        );
      }
      const opening = given.find(({ fingerprint }) => isEqualInConstantTime(fingerprint, newest.fingerprint));
      if (!opening) throw new WrongRootSecret(unknownSecret);
      kept = await openKept(tx, opening.secret, made);
      if (opening !== today) await note(tx, [today], newest.position + 1, clock.now());
    }
    known = await readKnown(tx);
    await sealKept(tx, today.secret, known.at(-1)!.position, kept, random);
    return {
      kept,
      byPosition: known.map(
        (row) => given.find(({ fingerprint }) => isEqualInConstantTime(fingerprint, row.fingerprint))?.secret ?? null,
      ),
    };
  });
}

const unknownSecret =
  'the root secret is not the one that this database was set up with. With another one no blocked address would be ' +
  'recognized any more. Set BECKON_SECRET (or secrets.json of the data folder) back to it; to replace it, set ' +
  'BECKON_SECRET to the new one and BECKON_FORMER_SECRETS to the one of before';

type Known = Pick<typeof rootSecrets.$inferSelect, 'position' | 'fingerprint'>;

function readKnown(tx: Queryable): Promise<Known[]> {
  return tx.query<Known>(sql`select position, fingerprint from root_secrets order by position`);
}

async function note(tx: Queryable, given: readonly { fingerprint: Buffer }[], from: number, now: Date): Promise<void> {
  for (const [index, { fingerprint }] of given.entries()) {
    await tx.query(sql`
      insert into root_secrets (position, fingerprint, since) values (${from + index}, ${fingerprint}, ${now})`);
  }
}

const sealingKey = (rootSecret: string) => deriveKey(rootSecret, 'kept keys');

async function openKept<K extends KeptKeys>(tx: Queryable, rootSecret: string, made: K): Promise<K> {
  const rows = await tx.query<Pick<typeof keptKeys.$inferSelect, 'name' | 'sealed'>>(
    sql`select name, sealed from kept_keys`,
  );
  const opened = rows.map(({ name, sealed }) => [name, unseal(sealingKey(rootSecret), name, sealed)]);
  return { ...made, ...Object.fromEntries(opened) };
}

/** Seals what is not sealed with the newest secret yet. */
async function sealKept(tx: Queryable, rootSecret: string, position: number, kept: KeptKeys, random: Random) {
  for (const [name, key] of Object.entries(kept)) {
    const sealed = seal(sealingKey(rootSecret), name, random.bytes(12), key);
    await tx.query(sql`
      insert into kept_keys as k (name, sealed_by, sealed) values (${name}, ${position}, ${sealed})
      on conflict (name) do update set sealed_by = excluded.sealed_by, sealed = excluded.sealed
        where k.sealed_by <> excluded.sealed_by`);
  }
}
