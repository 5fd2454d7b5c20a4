import { type Identifier, readPersonId, readReference } from '@beckon/contract';
import { isEmptyList } from '@beckon/core/lib';
import { commerceTypes, mapCommerce } from './commerce.ts';
import { toEventType } from './event-name.ts';
import { mapFields, text } from './fields.ts';
import { isGiven, isMessageType, isObject, type JsonObject, objectOf, readText } from './message.ts';
import { mapContext } from './message-context.ts';
import { readMessageTime } from './message-time.ts';
import { mapProfile, readEmail } from './profile.ts';

export type MapOptions = {
  /** From the path of a single call; the messages of a batch contain their type. */
  type?: string;
  /** `sentAt` of the batch. */
  sentAt?: unknown;
  /** `context` of the batch, which applies to messages that do not set a value themselves. */
  context?: JsonObject;
  /** Currency of amounts without one. */
  shopCurrency: string;
  newId(): string;
};

/** An event for collect, and the client's time at which it was sent. */
export type MappedMessage = { event: unknown; sentAt: string | number | undefined };

/**
 * Maps a Segment message to an event. Never throws on any JSON value and refuses nothing: a message that cannot be an
 * event is passed on so that collect quarantines it with a reason.
 * @example
 * mapMessage({ messageId: 'm1', userId: 'anna', type: 'track', event: 'Signed Up' }, options).event;
 * // { id: 'm1', type: 'signed_up', userId: 'anna', properties: {}, context: { … } }
 */
export function mapMessage(message: unknown, options: MapOptions): MappedMessage {
  if (!isObject(message)) return { event: message, sentAt: undefined };
  const { occurredAt, sentAt } = readMessageTime(message, options.sentAt);
  const context = { ...options.context, ...objectOf(message.context) };
  const contextTraits = objectOf(context.traits);
  const messageType = options.type ?? message.type ?? message.action;
  // The traits of a group describe a company, so its address identifies no person.
  const traits = messageType === 'group' ? contextTraits : { ...contextTraits, ...objectOf(message.traits) };
  const { type, properties } = describe(messageType, message, { context, traits, currency: options.shopCurrency });
  const event = {
    id: readMessageId(message.messageId) ?? options.newId(),
    type,
    occurredAt,
    anonymousId: readPerson(message.anonymousId),
    userId: readPerson(message.userId),
    email: readEmail(traits),
    properties,
    context: { ...mapContext(context), ...(messageType === 'track' ? { segmentEvent: message.event } : {}) },
  };
  return { event: Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined)), sentAt };
}

type Described = { type: unknown; properties: unknown };
type Given = { context: JsonObject; traits: JsonObject; currency: string };

function describe(messageType: unknown, message: JsonObject, { context, traits, currency }: Given): Described {
  const properties = objectOf(message.properties);
  if (!isMessageType(messageType)) return unknownType(messageType, message);
  const named = given({ name: message.name, category: message.category });
  switch (messageType) {
    case 'track':
      return describeTrack(message, currency);
    case 'identify':
      return { type: 'identified', properties: mapProfile(traits) };
    case 'page':
      return { type: 'page_viewed', properties: mapFields({ ...page(context), ...named, ...properties }, pageFields) };
    case 'screen':
      return { type: 'screen_viewed', properties: { ...named, ...properties } };
    case 'group':
      return {
        type: 'group_joined',
        properties: {
          ...objectOf(message.traits),
          ...given({ groupId: idOf(readReference(message.groupId), message.groupId) }),
        },
      };
    case 'alias':
      return {
        type: 'aliased',
        properties: given({ previousId: idOf(readPersonId(message.previousId), message.previousId) }),
      };
  }
}

function describeTrack({ event, properties: given, messageId }: JsonObject, currency: string): Described {
  const properties = isEmptyList(given) ? {} : (given ?? {});
  const type = typeof event === 'string' ? toEventType(event) : null;
  if (type === null || !isObject(properties)) return { type: type ?? event, properties };
  const commerceType = commerceTypes.get(type);
  return commerceType
    ? { type: commerceType, properties: mapCommerce(commerceType, properties, currency, messageId) }
    : { type, properties };
}

/** An invalid message, which collect must not accept as a custom event. All of it is kept except the key. */
function unknownType(messageType: unknown, { writeKey: _writeKey, ...message }: JsonObject): Described {
  return {
    type: messageType === undefined ? undefined : `message type ${String(readText(messageType))}`,
    properties: { message },
  };
}

const pageFields = ['url', 'path', 'title', 'referrer'].map((name) => text(name, [name]));

function page(context: JsonObject): JsonObject {
  const { url, path, title, referrer } = objectOf(context.page);
  return given({ url, path, title, referrer });
}

function given(members: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => isGiven(value)));
}

/** Undefined if an id has to be created: otherwise all messages with the id `undefined` would be the same event. */
function readMessageId(value: unknown): string | undefined {
  return readReference(value).kind === 'none' ? undefined : readText(value);
}

/** A placeholder counts as missing; a value that is not an id is kept as received. */
function idOf(identifier: Identifier, value: unknown): unknown {
  if (identifier.kind === 'invalid') return value;
  return identifier.kind === 'id' ? identifier.id : undefined;
}

/** Libraries send an empty text or null for an unknown person; collect refuses any other value that is not a text. */
function readPerson(value: unknown): unknown {
  return value === null || value === '' ? undefined : (readText(value) ?? value);
}
