import { DomainError } from '@beckon/core/lib';

/** Decompressed bytes. */
export type BodyRoom = { inAll: number; perNetwork: number };

/** One request's share of the budget. */
export type BodyShare = {
  /** @throws DomainError `overloaded` */
  take(bytes: number): void;
  /** Releases all of it. Bytes taken later are not counted. */
  end(): void;
};

const usual: BodyRoom = { inAll: 64_000_000, perNetwork: 16_000_000 };

/**
 * Limits the decompressed bytes that the bodies of all requests in progress hold in this process. A compressed body of
 * 1 kB can hold a megabyte for as long as its last byte does not arrive. Each network (/24, /48) has a share, so that a
 * few kB from one network do not block all others.
 */
export class BodyBudget {
  readonly #room: BodyRoom;
  readonly #ofNetwork = new Map<string, number>();
  #taken = 0;

  constructor(room: BodyRoom = usual) {
    this.#room = room;
  }

  get taken(): number {
    return this.#taken;
  }

  /** A share for one request, to be ended when the request is answered. */
  open(network: string): BodyShare {
    let own = 0;
    let isEnded = false;
    return {
      take: (bytes) => {
        if (isEnded) return;
        const held = this.#ofNetwork.get(network) ?? 0;
        if (this.#taken + bytes > this.#room.inAll || held + bytes > this.#room.perNetwork) {
          throw new DomainError('overloaded', 'too many large bodies are being read', { retryAfter: 1 });
        }
        own += bytes;
        this.#add(network, bytes);
      },
      end: () => {
        isEnded = true;
        if (own > 0) this.#add(network, -own);
        own = 0;
      },
    };
  }

  #add(network: string, bytes: number): void {
    this.#taken += bytes;
    const held = (this.#ofNetwork.get(network) ?? 0) + bytes;
    if (held > 0) this.#ofNetwork.set(network, held);
    else this.#ofNetwork.delete(network);
  }
}
