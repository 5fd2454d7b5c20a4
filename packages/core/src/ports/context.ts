import type { CaptchaSetting } from './captcha.ts';
import type { Db, Queryable } from './database.ts';
import type { Dns } from './dns.ts';
import type { SenderOf } from './senders.ts';
import type { Clock, Ids, Log, Random } from './system.ts';
import type { WebhookSender } from './webhook-sender.ts';

/** The first argument of every function with effects. */
export type Context<Connection extends Queryable = Db> = {
  readonly db: Connection;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
  readonly secrets: Secrets;
  readonly adapters: Adapters;
  /** Where the public can reach us, without a slash at the end. */
  readonly publicUrl: string;
};

/** A context whose connection may be the pool or an open transaction. */
export type AnyContext = Context<Queryable>;

/** Keys for one purpose each. */
export type Secrets = {
  /**
   * One of each root secret there ever was, oldest first, null where it is not configured any more: the newest signs,
   * links of all that are there work.
   */
  readonly tokens: readonly (Buffer | null)[];
  /** Kept over all root secrets: a hash that was made cannot be made again from nothing. */
  readonly suppression: Buffer;
  /** Kept too: shops have keys of it on their servers. */
  readonly identity: Buffer;
};

export type Adapters = {
  readonly senderOf: SenderOf;
  readonly captcha: CaptchaSetting;
  readonly webhooks: WebhookSender;
  readonly dns: Dns;
};
