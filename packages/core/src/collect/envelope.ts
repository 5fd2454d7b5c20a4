import type { ClientFacts } from './client-facts.ts';

/** What a batch says for all its events. */
export type Envelope = {
  sentAt?: string | number | undefined;
  /** As it came: a placeholder is known as one where it is read. */
  anonymousId?: string | number | undefined;
  context?: Record<string, unknown> | undefined;
  /** What we saw of the browser itself, never what the batch says of it. */
  client?: ClientFacts;
  isBot?: boolean;
};
