import type { Context } from '../ports/index.ts';
import { readEntryKey } from './entries.ts';
import { factsOf, mayTrigger } from './follow-event.ts';
import type { History, Opening, PastOpenings, PastQuery } from './past-openings.ts';
import { findContactsOf } from './read-history.ts';

/** Events of the log that start a flow. */
export async function pastEvents(
  ctx: Context,
  { version, trigger, period, maxContacts }: PastQuery<'event'>,
): Promise<PastOpenings> {
  const types = trigger.events.map(({ event }) => event);
  const found = await findContactsOf(ctx, version.tenantId, types, period, maxContacts);
  const read = async (_: unknown, __: unknown, { events, matches }: History) =>
    events.flatMap((own): Opening[] => {
      const { event, contactId } = own;
      const { occurredAt: at, seq, properties } = event;
      if (!mayTrigger(own, new Date(at)) || !trigger.events.some((match) => matches(match, event))) return [];
      const entryKey = readEntryKey(version.definition, properties);
      return [{ version, contactId, at, seq, entryKey, trigger: factsOf(event) }];
    });
  return { ...found, read, limits: [] };
}
