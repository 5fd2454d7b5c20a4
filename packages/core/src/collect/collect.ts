import { type CollectResponse, type CollectResult, collectLimits, readVisitorId } from '@beckon/contract';
import { DomainError, isEmptyList, parseJson } from '../lib/index.ts';
import type { Appender, EventSource, StoredEvent } from '../log/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { QuarantineEntry, SetAside, SharedEnvelope } from '../quarantine/index.ts';
import { readClient } from './client-facts.ts';
import type { Envelope } from './envelope.ts';
import { markBot } from './event-context.ts';
import { quarantineEntry, shareEnvelope } from './quarantine.ts';
import { cutEvents } from './raw-events.ts';
import { findUnstorable } from './storable.ts';
import { warnOfUnknown } from './unknown-properties.ts';
import { validateEvent } from './validate-event.ts';
import type { AddressBook } from './visitor-addresses.ts';
import type { VisitorPace } from './visitor-pace.ts';
import { warnOfPhone } from './warn-of-phone.ts';
import { warnOfPlaceholders } from './warn-of-placeholders.ts';

export type CollectOptions = {
  /** Report properties that the catalog does not have: for developers, not in production. */
  warns?: boolean | undefined;
  /** For a browser's request: its user agent header. Only the facts derived from it are passed on. */
  userAgent?: string | null;
  /** For a browser's request: its network, /24 or /48, and where it is recorded. */
  ipPrefix?: string | null;
  addresses?: AddressBook;
  pace?: VisitorPace;
  /** Called with the size of the batch once stored, as soon as it is known and before the batch is stored. */
  charge?: (bytes: number) => void;
};

/**
 * Stores the body of a collect call durably: valid events in the log, the others in the quarantine. Returns one result
 * per event. Resolves after the commit.
 * @param body the decompressed text
 * @throws DomainError `bad_json`, `validation_failed` or `too_many_events` when the batch itself is invalid,
 *   `overloaded` or `database_unavailable` when it could not be stored
 */
export async function collectEvents(
  ctx: Pick<AnyContext, 'ids' | 'clock' | 'secrets'>,
  appender: Appender,
  source: EventSource,
  body: string,
  options: CollectOptions = {},
): Promise<CollectResponse> {
  const { envelope, inputs, bytes } = readBatch(body);
  options.charge?.(bytes);
  if (source.kind === 'browser' && options.userAgent) {
    const { facts, isBot } = readClient(options.userAgent);
    Object.assign(envelope, { client: facts, ...(isBot ? { isBot } : {}) });
  }
  const receivedAt = ctx.clock.now();
  let raw: string[] | undefined;
  const rawOf = (index: number) => {
    raw ??= cutEvents(body);
    return raw[index] ?? '';
  };
  let shared: SharedEnvelope | undefined;
  const setAsideAt = (index: number, fault: SetAside) => {
    shared ??= shareEnvelope(ctx, source.tenantId, envelope);
    const given = { raw: rawOf(index), eventId: clientId(inputs[index]), envelope: shared, receivedAt };
    return quarantineEntry(ctx, source, fault, given);
  };

  const results: CollectResult[] = new Array(inputs.length);
  const events: StoredEvent[] = [];
  const indexes: number[] = [];
  const setAside: QuarantineEntry[] = [];
  inputs.forEach((input, index) => {
    const id = clientId(input);
    const checked = validateEvent(ctx, input, source, envelope, receivedAt);
    if ('code' in checked) {
      setAside.push(setAsideAt(index, checked));
      results[index] = { id, result: 'quarantined', code: checked.code, reason: checked.reason };
      return;
    }
    if (source.kind === 'browser' && options.pace?.isTooFast(checked) && checked.context.bot !== true) {
      checked.context = markBot(checked.context, 'pace');
    }
    indexes.push(index);
    events.push(checked);
    const warnings = warnOfPlaceholders(input as object, envelope.anonymousId, checked);
    warnings.push(...warnOfPhone(input as object, checked, source));
    if (options.warns) warnings.push(...warnOfUnknown(checked.type, checked.properties));
    results[index] = { id, result: 'accepted', ...(warnings.length > 0 ? { warnings } : {}) };
  });

  const positions = new Map(events.map((event, at) => [event, indexes[at]!]));
  const { outcomes } = await appender.append({
    events,
    setAside,
    bytes,
    refuse: (event, reason) => setAsideAt(positions.get(event)!, { code: 'refused_by_database', reason }),
  });
  outcomes.forEach((outcome, at) => {
    const index = indexes[at]!;
    const { id } = results[index]!;
    results[index] =
      outcome === 'differing'
        ? { ...results[index]!, result: 'duplicate', differs: true }
        : typeof outcome === 'string'
          ? { ...results[index]!, result: outcome }
          : { id, result: 'quarantined', code: 'refused_by_database', reason: outcome.refused };
  });
  const { addresses, ipPrefix } = options;
  if (addresses && ipPrefix && source.kind === 'browser') {
    for (const anonymousId of new Set(events.map((event) => event.anonymousId))) {
      if (anonymousId !== null) addresses.note(source.tenantId, anonymousId, ipPrefix, receivedAt);
    }
  }
  const count = (result: CollectResult['result']) => results.filter((entry) => entry.result === result).length;
  return { accepted: count('accepted'), duplicates: count('duplicate'), quarantined: count('quarantined'), results };
}

function readBatch(body: string): { envelope: Envelope; inputs: unknown[]; bytes: number } {
  const batch = parseJson(body);
  if (batch === null || typeof batch !== 'object' || !Array.isArray((batch as { events?: unknown }).events)) {
    throw new DomainError('validation_failed', 'the body must be an object with a list of events', {
      errors: [{ path: 'events', message: 'a list of 1 to 500 events' }],
    });
  }
  const { events: inputs, sentAt, anonymousId, context } = batch as Record<string, unknown> & { events: unknown[] };
  if (inputs.length === 0) {
    throw new DomainError('validation_failed', 'the list of events is empty', {
      errors: [{ path: 'events', message: 'at least one event' }],
    });
  }
  if (inputs.length > collectLimits.eventsPerBatch) {
    throw new DomainError(
      'too_many_events',
      `${inputs.length} events in one batch, at most ${collectLimits.eventsPerBatch}`,
    );
  }
  const envelope = readEnvelope({ sentAt, anonymousId, context });
  return { envelope, inputs, bytes: storedBytes(body, envelope.context, inputs.length) };
}

/** The size of a batch when each of its events has the context. @throws DomainError `body_too_large` */
function storedBytes(body: string, context: Envelope['context'], events: number): number {
  const bytes = Buffer.byteLength(body) + (context ? contextBytes(context) * (events - 1) : 0);
  if (bytes <= collectLimits.storedBytes) return bytes;
  throw new DomainError(
    'body_too_large',
    `the batch comes to ${bytes} bytes with its context in each of ${events} events, at most ${collectLimits.storedBytes}`,
  );
}

const contextBytes = (context: object) => Buffer.byteLength(JSON.stringify(context));

/** An error in the envelope fails the whole batch, since it would apply to each of its events. */
function readEnvelope(given: { sentAt: unknown; anonymousId: unknown; context: unknown }): Envelope {
  const faults: { path: string; message: string }[] = [];
  const { sentAt, anonymousId } = given;
  const context = isEmptyList(given.context) ? undefined : given.context;
  const unstorable = findUnstorable(given);
  if (unstorable) faults.push({ path: '', message: unstorable.reason });
  if (sentAt !== undefined && sentAt !== null && typeof sentAt !== 'string' && typeof sentAt !== 'number') {
    faults.push({ path: 'sentAt', message: 'ISO 8601 or milliseconds since 1970' });
  }
  const visitor = readVisitorId(anonymousId);
  if (visitor.kind === 'invalid') faults.push({ path: 'anonymousId', message: visitor.reason });
  if (context !== undefined && context !== null && (typeof context !== 'object' || Array.isArray(context))) {
    faults.push({ path: 'context', message: 'an object' });
  } else if (context && !unstorable && contextBytes(context) > collectLimits.contextBytes) {
    faults.push({ path: 'context', message: `at most ${collectLimits.contextBytes} bytes` });
  }
  if (faults.length > 0) throw new DomainError('validation_failed', 'the batch is not valid', { errors: faults });
  return {
    ...(sentAt ? { sentAt: sentAt as string | number } : {}),
    ...(anonymousId ? { anonymousId: anonymousId as string | number } : {}),
    ...(context ? { context: context as Record<string, unknown> } : {}),
  };
}

function clientId(input: unknown): string | null {
  const id = (input as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, 100) : null;
}
