import { isEmptyList } from '../lib/index.ts';
import type { EventSource } from '../log/index.ts';
import { readClient } from './client-facts.ts';
import type { Envelope } from './envelope.ts';

/** Why an event is considered a bot's. */
export type BotReason = 'user_agent' | 'automation' | 'pace';

/**
 * The context of an event as stored in the log: what the batch and the event say, with address and user agent reduced.
 * For a browser's event, the facts that the server adds cannot be overridden: a page cannot declare its events to be a
 * person's.
 * @returns null when the event's own context is not an object
 */
export function readContext(own: unknown, envelope: Envelope, source: EventSource): Record<string, unknown> | null {
  if (own === undefined || own === null || isEmptyList(own)) return readShared(envelope, source);
  if (typeof own !== 'object' || Array.isArray(own)) return null;
  return reduce(own, envelope, source);
}

/** The parts shared by all events of a batch, which are checked one after the other: computed once. */
let latest: { envelope: Envelope; context: Record<string, unknown> } | null = null;

function readShared(envelope: Envelope, source: EventSource): Record<string, unknown> {
  if (latest?.envelope !== envelope) latest = { envelope, context: reduce({}, envelope, source) };
  return latest.context;
}

function reduce(own: object, envelope: Envelope, source: EventSource): Record<string, unknown> {
  const { ip: _ip, userAgent, webdriver, ...rest }: Record<string, unknown> = { ...envelope.context, ...own };
  if (source.kind !== 'browser') {
    // A server may pass on its visitors' user agents.
    const client = typeof userAgent === 'string' ? readClient(userAgent) : null;
    return describe(rest, client?.facts, client?.isBot ? 'user_agent' : null);
  }
  const { client: _client, bot: _bot, botReason: _reason, ...said } = rest;
  const { client, isBot } = envelope;
  return describe(said, client, isBot ? 'user_agent' : webdriver === true ? 'automation' : null);
}

function describe(context: Record<string, unknown>, client: Envelope['client'], reason: BotReason | null) {
  if (client && Object.keys(client).length > 0) context.client = client;
  return reason === null ? context : markBot(context, reason);
}

/** Marks the context of a bot's event. The event is stored like any other; counts exclude it or show it separately. */
export function markBot(context: Record<string, unknown>, reason: BotReason): Record<string, unknown> {
  return { ...context, bot: true, botReason: reason };
}
