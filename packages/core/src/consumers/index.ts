import { createContactsConsumer, forgetTimeline } from '../contacts/index.ts';
import { type Consumer, clearMentions, forgetMentions, noteMentions } from '../log/index.ts';
import { clearWidgetUses, countWidgetUses, retireWidgetUses } from '../metrics/index.ts';
import { mergeParticipants } from '../persons/index.ts';
import {
  recordSourceActivity,
  restoreSourceActivity,
  retireSourceActivity,
  sourcesConsumer,
} from '../sources/index.ts';
import { leaveOnPurchase } from '../waitlists/index.ts';

const contacts = createContactsConsumer(mergeParticipants);

/**
 * Contacts, and what follows from them. What an order does to waitlists needs its contact, and is true with it or not at
 * all: one transaction. What widgets are used for and which addresses events hold is noted in it too, since it is not worth
 * reading the log once more.
 */
export const contactsConsumer: Consumer = {
  ...contacts,
  async apply(ctx, events) {
    await contacts.apply(ctx, events);
    await recordSourceActivity(ctx, events);
    await leaveOnPurchase(ctx, events);
    await countWidgetUses(ctx, events);
    await noteMentions(ctx, events);
  },
  async clear(ctx) {
    await contacts.clear(ctx);
    await restoreSourceActivity(ctx);
    await clearWidgetUses(ctx);
    await clearMentions(ctx);
  },
  async retire(ctx, events) {
    await forgetTimeline(ctx, events);
    await retireSourceActivity(ctx, events);
    await retireWidgetUses(ctx, events);
    await forgetMentions(ctx, events);
  },
};

/** Everything that reads the log. */
export const consumers: readonly Consumer[] = [contactsConsumer, sourcesConsumer];
