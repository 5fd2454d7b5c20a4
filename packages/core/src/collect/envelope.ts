import type { ClientFacts } from './client-facts.ts';

/** What a batch says about all its events. */
export type Envelope = {
  sentAt?: string | number | undefined;
  /** As received: placeholders are recognized where the value is read. */
  anonymousId?: string | number | undefined;
  context?: Record<string, unknown> | undefined;
  /** What the server observed about the browser, never what the batch claims about it. */
  client?: ClientFacts;
  isBot?: boolean;
};
