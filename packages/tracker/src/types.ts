import type { EventProperties, KnownEventType } from '@beckon/contract';

/** When the tracker may store and send: after consent, at once, or at once without storing anything but a denial. */
export type ConsentMode = 'required' | 'granted' | 'cookieless';

/** What a shopper said yes or no to. A purpose left out is a question not asked yet. */
export type ConsentChoice = { analytics?: boolean; marketing?: boolean };

/** What makes an identity more than a claim. */
export type IdentityProof = {
  /** HMAC-SHA256 (hex) of the user id, or of `email:` and the address in lower case, with the source's identity key. */
  signature?: string | undefined;
};

export type TrackerOptions = {
  /** The public write key of the source, `pk_…`. */
  key: string;
  /** Where Beckon answers, without a slash at the end: `https://beckon.shop.example`. */
  api: string;
  /** Default, and for any other value: `required`, no storage, cookie or request before `consent({ analytics: true })`. */
  consent?: ConsentMode | undefined;
  /**
   * Default `on`: page views are tracked by themselves, routes of single-page shops included. `hash` is for routers that
   * keep their routes behind a `#`: there each hash is a page. `off` leaves page views to the shop.
   */
  auto?: 'on' | 'off' | 'hash' | undefined;
};

/** The argument of `on('event')` listeners: one event as it is sent. */
export type TrackedEvent = {
  type: string;
  id: string;
  occurredAt: number;
  properties?: Record<string, unknown> | undefined;
  userId?: string;
  email?: string;
  signature?: string;
};

/** The argument of `on('error')` listeners: the HTTP status of a refused batch, or the error thrown by a call. */
export type TrackerProblem = { status?: number; error?: unknown };

/** A known type takes the catalog's properties, any other name takes any. */
export type PropertiesOf<T extends string> = T extends KnownEventType ? EventProperties<T> : Record<string, unknown>;

/** Every call is safe: it never throws into the page, and on a server it does nothing. */
export type Tracker = {
  readonly key: string;
  readonly api: string;
  /** Record an event. @example beckon.track('size_guide_opened', { productId: 'mug' }) */
  track<T extends KnownEventType | (string & {})>(type: T, properties?: PropertiesOf<T>): void;
  /** Record a page view; needed only where automatic page views are off. */
  page(): void;
  /**
   * Say who the visitor is: a claim, unless the shop's server has signed it.
   * A number is the same as its text. For what is neither, no event is recorded and `on('error')` is told.
   * @example beckon.identify('anna@example.com', { firstName: 'Anna' })
   * @example beckon.identify('u_17', { firstName: 'Anna' }, { signature: signedByTheServer })
   */
  identify(userIdOrEmail: string | number, traits?: EventProperties<'identified'>, proof?: IdentityProof): void;
  productViewed(properties: EventProperties<'product_viewed'>): void;
  /** @example beckon.addedToCart({ productId: 'mug', price: 1299, currency: 'EUR' }) // 12.99, in cents */
  addedToCart(properties: EventProperties<'added_to_cart'>): void;
  removedFromCart(properties: EventProperties<'removed_from_cart'>): void;
  checkoutStarted(properties: EventProperties<'checkout_started'>): void;
  placedOrder(properties: EventProperties<'placed_order'>): void;
  /**
   * Remember the shopper's choice. A no to analytics clears what was stored and what waits. Only `true` and `false` count:
   * anything else changes nothing and is told to `on('error')`.
   */
  consent(choice: ConsentChoice): void;
  /** Forget who this is (log-out): the next event belongs to a new visitor. Consent stays. */
  reset(): void;
  on(name: 'event', listener: (event: TrackedEvent) => void): void;
  on(name: 'error', listener: (problem: TrackerProblem) => void): void;
  /** Send now what waits. */
  flush(): void;
  /** The visitor's id, for the shop's server to pass along with an order; undefined before consent. */
  anonymousId(): string | undefined;
};

/** A call made before the script was there: its name, its arguments, when. */
export type QueuedCall = [name: string, args: unknown[], at: number];
