import type { BeckonClient, CallInput } from '@beckon/client';

/** A consent that a shopper gives or withdraws. */
export type Consent = 'email' | 'sms' | 'push' | 'marketing' | 'analytics';

type Received = {
  /** The key of the message, such as `cart_recovery`; null for a test message and for what is sent to users of the shop. */
  message: string | null;
  /** When it was sent, in ISO 8601. */
  at: string;
};

export type MailLink = {
  text: string;
  /** As in the mail: in marketing mails an address of Beckon that counts the click. */
  href: string;
  /** Where it leads. */
  target: string;
};

export type Mail = Received & {
  channel: 'email';
  to: string;
  from: string;
  subject: string;
  html: string;
  text: string;
  headers: Record<string, string>;
  links: MailLink[];
};

export type Sms = Received & { channel: 'sms'; to: string; text: string };

export type Push = Received & {
  channel: 'push';
  /** The address of the browser's subscription. */
  to: string;
  title: string;
  body: string;
  /** Where a click on it leads. */
  url: string;
};

export type Message = Mail | Sms | Push;

export type PostedWebhook = { at: string; url: string; headers: Readonly<Record<string, string>>; body: string };

/** Everything that left the shop, in the order in which it was sent. */
export type Outbox = {
  messages(): Message[];
  mails(): Mail[];
  texts(): Sms[];
  pushes(): Push[];
  webhooks(): PostedWebhook[];
  /** Forgets what was sent until now. What Beckon knows of it stays. */
  clear(): void;
};

export type ShopOptions = {
  /** ISO 8601 with time zone: where the clock stands at first. */
  now?: string;
  name?: string;
  /** The address of the shop's website. */
  url?: string;
  currency?: string;
  /** IANA name: quiet hours and times of day in flows are read in it. */
  timezone?: string;
  /** Keys of library flows that are published. */
  flows?: readonly string[];
  /** Its catalog: messages take titles, prices and links from it. */
  products?: readonly Product[];
};

export type Product = CallInput<'putProducts'>['body']['products'][number];

/** What the shop knows about a person. */
export type Facts = {
  firstName?: string;
  lastName?: string;
  /** In E.164, such as `+4915112345678`. */
  phone?: string;
  language?: string;
  timezone?: string;
  [property: string]: unknown;
};

/** Who a shopper is; an address or the shop's own id at least. */
export type Identity = { email: string; userId?: string };

/** A throw-away shop with a clock of its own. */
export type Shop = AsyncDisposable & {
  /** Every call of the API, as a user with all permissions of an API key. */
  readonly api: BeckonClient;
  readonly outbox: Outbox;
  /** Where the clock stands. */
  now(): Date;
  /**
   * Lets time pass and does everything that becomes due meanwhile, each at its own time.
   * @param duration such as `59m`, `1h 30m` or `90d`
   */
  advance(duration: string): Promise<void>;
  /** The same until a moment. @param time ISO 8601 with time zone */
  advanceTo(time: string | Date): Promise<void>;
  /** Lets everything follow from what was done through `api`, without letting time pass. */
  settle(): Promise<void>;
  shopper(person: Identity & Facts): Shopper;
  addProducts(products: readonly Product[]): Promise<void>;
  /**
   * Publishes a flow: one that is there, by its key or name, or one of your own.
   * @returns its id
   */
  publishFlow(flow: string | CallInput<'createFlow'>['body']): Promise<string>;
  pauseFlow(flow: string): Promise<void>;
  resumeFlow(flow: string): Promise<void>;
  /** Publishes a message: a new one, or another text for one that is there. */
  publishMessage(message: CallInput<'createMessage'>['body']): Promise<void>;
  /** Removes the shop with everything in it. */
  close(): Promise<void>;
};

/** How an event reaches Beckon: from the shop's server, or from the shopper's browser. */
export type Door = 'server' | 'browser';

/** What a shopper does. Each call returns when everything has followed from it at this moment. */
export type Shopper = {
  readonly email: string;
  /** Sends any event of this shopper. */
  does(event: string, properties?: object, options?: { from?: Door }): Promise<void>;
  /** Tells the shop's facts about the shopper, as an event `contact_updated`. */
  isKnownAs(facts: Facts): Promise<void>;
  registers(facts?: Facts): Promise<void>;
  views(product: { productId: string; [property: string]: unknown }): Promise<void>;
  addsToCart(item: { productId: string; quantity?: number; [property: string]: unknown }): Promise<void>;
  removesFromCart(item: { productId: string; quantity?: number; [property: string]: unknown }): Promise<void>;
  /** An order of the shop's server; without an id it gets one. */
  orders(order: { total: number; currency: string; orderId?: string; [property: string]: unknown }): Promise<void>;
  /** Logs in, signed by the shop's server: from here on the browser's events are the shopper's. */
  logsIn(): Promise<void>;
  /** Sends the newsletter form, and uses the link in the mail unless `confirms` is false. */
  subscribes(options?: { confirms?: boolean }): Promise<void>;
  /** Uses the link of the last mail that asks to confirm the address. */
  confirms(): Promise<void>;
  /** Uses one-click unsubscribe of a mail: of the last one that has it. */
  unsubscribes(mail?: Mail): Promise<void>;
  joinsWaitlist(product: { productId: string; variantId?: string }): Promise<void>;
  /** Allows push messages in a new browser. */
  allowsPush(): Promise<void>;
  opens(mail: Mail): Promise<void>;
  /** Follows a link of a mail: its text, or the beginning of the address that it leads to; the first link without it. */
  clicks(mail: Mail, link?: string): Promise<void>;
  /** Writes grants into the consent ledger, as if given elsewhere. */
  grants(...consents: Consent[]): Promise<void>;
  withdraws(...consents: Consent[]): Promise<void>;
  messages(): Message[];
  mails(): Mail[];
  texts(): Sms[];
  pushes(): Push[];
  /** Why the shopper did or did not get a message, in words. @param message its key */
  why(message: string): Promise<string>;
  /** The last message with this key. @throws Error that says why the shopper did not get it */
  expectMessage(message: string): Promise<Message>;
  /** @throws Error that says why the shopper got it after all */
  expectNoMessage(message: string): Promise<void>;
};
