import type { SendOutcome } from './email-sender.ts';

/** Where and with which keys a browser is reached, as it has told us. */
export type PushAddress = { endpoint: string; p256dh: string; auth: string };

/** A push message ready to go out. */
export type OutgoingPush = {
  /** Beckon's id, the same in every attempt: a push service that still holds an earlier message drops it. */
  vendorKey: string;
  to: PushAddress;
  /** JSON, as declarative Web Push has it. */
  payload: string;
  /** Where the push service can complain about us. */
  contact: string;
  /** Seconds for which the push service keeps it for a browser that is not there. */
  timeToLive: number;
};

/** `gone`: the browser has given up this subscription; it never comes back. */
export type PushOutcome = SendOutcome | { outcome: 'gone' };

export interface PushSender {
  /** The platform's slug, `web-push`. */
  readonly platform: string;
  readonly idempotencyWindow: number;
  /** The VAPID key that browsers subscribe with. */
  readonly publicKey: string;
  /** Whether an endpoint belongs to a push service we send to. */
  canReach(endpoint: string): boolean;
  send(push: OutgoingPush): Promise<PushOutcome>;
}
