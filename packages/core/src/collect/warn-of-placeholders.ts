import { readPersonId, readReference, readVisitorId } from '@beckon/contract';
import type { StoredEvent } from '../log/index.ts';

/** The properties of catalog events that are left out when their value is a placeholder. */
const references = ['variantId', 'cartId'] as const;

type Given = { userId?: unknown; anonymousId?: unknown; properties?: unknown };

/**
 * Lists the ids of an event that were left out because they are placeholders. The event is stored anyway, without these
 * ids: taken as ids, they would make all guests one person.
 * @param given the event as received
 * @param ofBatch the visitor that its batch names
 * @param event the event as stored
 * @example
 * // given.userId is 'undefined'
 * warnOfPlaceholders(given, undefined, event); // ['userId: "undefined" stands for nobody and was left out']
 */
export function warnOfPlaceholders(given: Given, ofBatch: unknown, event: StoredEvent): string[] {
  const warnings: string[] = [];
  const note = (name: string, identifier: ReturnType<typeof readReference>, stands: string) => {
    if (identifier.kind !== 'none' || identifier.placeholder === null) return;
    const placeholder = JSON.stringify(identifier.placeholder.slice(0, 100));
    warnings.push(`${name}: ${placeholder} stands for ${stands} and was left out`);
  };
  if (event.userId === null) note('userId', readPersonId(given.userId), 'nobody');
  if (event.anonymousId === null) note('anonymousId', readVisitorId(given.anonymousId ?? ofBatch), 'nobody');
  const properties = given.properties as Record<string, unknown> | null | undefined;
  for (const name of references) {
    const value = properties?.[name];
    if (value !== undefined && event.properties[name] === undefined) note(name, readReference(value), 'no id');
  }
  return warnings;
}
