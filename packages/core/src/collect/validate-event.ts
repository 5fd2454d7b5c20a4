import {
  type EventSender,
  eventCatalog,
  eventCatalogVersion,
  eventTypeSchema,
  type Identifier,
  isKnownEventType,
  readPersonId,
  readReference,
  readVisitorId,
} from '@beckon/contract';
import { eventUuid, isEmptyList, normalizeEmail, readPhone } from '../lib/index.ts';
import { bucketOf, type EventSource, type StoredEvent } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { SetAside } from '../quarantine/index.ts';
import type { Envelope } from './envelope.ts';
import { readContext } from './event-context.ts';
import { readEventTime } from './event-time.ts';
import { checkSignature, keepOwnFacts } from './signed-identity.ts';
import { findUnstorable } from './storable.ts';

/** The catalog's senders that each kind of source may act as. */
const mayStandFor: Record<EventSource['kind'], readonly EventSender[]> = {
  browser: ['browser'],
  server: ['browser', 'server'],
  import: ['browser', 'server'],
  beckon: ['browser', 'server', 'beckon'],
};

/**
 * Turns what a client sent into an event of the log, or returns why it is quarantined. Never throws on any JSON value.
 * Written by hand around one schema check, since it runs for every incoming event.
 */
export function validateEvent(
  ctx: Pick<AnyContext, 'secrets'>,
  input: unknown,
  source: EventSource,
  envelope: Envelope,
  receivedAt: Date,
): StoredEvent | SetAside {
  if (input === null || typeof input !== 'object' || Array.isArray(input)) {
    return { code: 'not_an_object', reason: 'an event is a JSON object' };
  }
  const unstorable = findUnstorable(input);
  if (unstorable) return unstorable;
  const event = input as Record<string, unknown>;

  const { type } = event;
  const id = readEventId(event.id);
  if (typeof id !== 'string') return id;
  if (type === undefined) return { code: 'type_missing', reason: 'type is missing' };
  if (typeof type !== 'string' || !eventTypeSchema.safeParse(type).success) {
    return {
      code: 'type_invalid',
      reason: 'type is not lower case words joined by underscores, at most 64 characters',
    };
  }
  if (isKnownEventType(type) && !mayStandFor[source.kind].includes(eventCatalog[type].sentBy)) {
    return { code: 'type_not_allowed', reason: `${type} is not accepted from a ${source.kind} source` };
  }
  if (source.allowedTypes && !source.allowedTypes.includes(type)) {
    return {
      code: 'type_not_allowed',
      reason: `${type} is not among the allowed types of this source: beckon sources update ${source.id} --add-type ${type}`,
    };
  }

  const properties = readProperties(type, event.properties, source.country ?? null);
  if ('code' in properties) return properties;
  const person = readPerson(event, envelope);
  if ('code' in person) return person;
  const time = readEventTime(event.occurredAt, envelope.sentAt, receivedAt);
  if ('code' in time) return time;
  const context = readContext(event.context, envelope, source);
  if (context === null) return { code: 'property_invalid', reason: 'context is not an object' };

  const isSigned = checkSignature(ctx, source, type, person, event.signature);
  if (typeof isSigned === 'object') return isSigned;

  const isTrusted = source.kind !== 'browser' || isSigned;
  const said = isSigned
    ? keepOwnFacts(person, properties.value, context)
    : { ...person, properties: properties.value, context };
  const { anonymousId, userId, email } = said;
  const orderedBy = (isTrusted ? (userId ?? email ?? anonymousId) : (anonymousId ?? userId ?? email)) ?? id;
  return {
    bucket: bucketOf(source.tenantId, orderedBy),
    tenantId: source.tenantId,
    sourceId: source.id,
    id: eventUuid(id),
    type,
    isTrusted,
    ...said,
    catalogVersion: eventCatalogVersion,
    ...time,
    receivedAt: receivedAt.toISOString(),
  };
}

/** Kept exactly as sent, unlike other ids: a retry must match an event stored earlier. */
function readEventId(given: unknown): string | SetAside {
  if (given === undefined) {
    return { code: 'id_missing', reason: 'id is missing: make one per event and keep it over retries' };
  }
  const identifier = readReference(given);
  if (identifier.kind === 'none' && identifier.placeholder !== null) {
    return {
      code: 'id_invalid',
      reason: `id: ${JSON.stringify(identifier.placeholder.slice(0, 100))} stands for no id`,
    };
  }
  if (typeof given === 'number' && identifier.kind === 'id') return identifier.id;
  if (typeof given === 'string' && given !== '' && given.length <= 100) return given;
  return { code: 'id_invalid', reason: 'id is not a text of 1 to 100 characters' };
}

function readProperties(
  type: string,
  given: unknown,
  country: string | null,
): { value: Record<string, unknown> } | SetAside {
  const properties = isEmptyList(given) ? {} : (given ?? {});
  if (typeof properties !== 'object' || Array.isArray(properties)) {
    return { code: 'property_invalid', reason: 'properties is not an object' };
  }
  if (!isKnownEventType(type)) return { value: properties as Record<string, unknown> };
  const result = eventCatalog[type].properties.safeParse(properties);
  if (result.success) return { value: readPhoneOf(result.data, country) };
  const faults = result.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return { code: 'property_invalid', reason: `${type}: ${faults.join('; ')}` };
}

/** A phone number is read here, in the country that the shop has now: read again from the log, it stays the same. */
function readPhoneOf(properties: Record<string, unknown>, country: string | null): Record<string, unknown> {
  const phone = properties.phone === undefined ? null : readPhone(properties.phone, country);
  return phone === null ? properties : { ...properties, phone };
}

type Person = Pick<StoredEvent, 'anonymousId' | 'userId' | 'email'>;

function readPerson(event: Record<string, unknown>, envelope: Envelope): Person | SetAside {
  const visitor = readVisitor(event.anonymousId, envelope.anonymousId);
  if (visitor.kind === 'invalid') return { code: 'person_invalid', reason: `anonymousId: ${visitor.reason}` };
  const user = readPersonId(event.userId);
  if (user.kind === 'invalid') return { code: 'person_invalid', reason: `userId: ${user.reason}` };
  const anonymousId = visitor.kind === 'id' ? visitor.id : null;
  const userId = user.kind === 'id' ? user.id : null;
  const email = event.email ?? null;
  if (email === null) return { anonymousId, userId, email };
  const normalized = typeof email === 'string' ? normalizeEmail(email) : null;
  return normalized === null
    ? { code: 'person_invalid', reason: 'email is not an e-mail address' }
    : { anonymousId, userId, email: normalized };
}

/** The visitor of the batch, if the event itself names none. */
function readVisitor(own: unknown, ofBatch: unknown): Identifier {
  const visitor = readVisitorId(own);
  return visitor.kind === 'none' && ofBatch !== undefined ? readVisitorId(ofBatch) : visitor;
}
