import type { EventMatch, KnownEventType } from '@beckon/contract';
import { conditionPhrase } from '../filter/comparison-words.ts';

type Phrases = {
  /** After "when" and "until": what happens. */
  happens: string;
  /** After "has" and "has not": what the contact has done. */
  done: string;
};

const phrases: Record<KnownEventType, Phrases> = {
  page_viewed: { happens: 'a page is viewed', done: 'viewed a page' },
  product_viewed: { happens: 'a product is viewed', done: 'viewed a product' },
  added_to_cart: { happens: 'something is added to the cart', done: 'added something to the cart' },
  removed_from_cart: { happens: 'something is removed from the cart', done: 'removed something from the cart' },
  checkout_started: { happens: 'a checkout is started', done: 'started a checkout' },
  placed_order: { happens: 'an order is placed', done: 'placed an order' },
  order_refunded: { happens: 'an order is refunded', done: 'got a refund' },
  order_cancelled: { happens: 'an order is cancelled', done: 'cancelled an order' },
  cart_abandoned: { happens: 'a cart is abandoned', done: 'abandoned a cart' },
  contact_created: { happens: 'a contact registers in the shop', done: 'registered in the shop' },
  contact_updated: { happens: 'the data of the contact changes', done: 'changed their data' },
  identified: { happens: 'a visitor is identified', done: 'been identified' },
  newsletter_requested: { happens: 'the newsletter is requested', done: 'requested the newsletter' },
  newsletter_confirmed: { happens: 'a newsletter sign-up is confirmed', done: 'confirmed a newsletter sign-up' },
  message_opened: { happens: 'a message is opened', done: 'opened a message' },
  message_clicked: { happens: 'a link in a message is clicked', done: 'clicked a link in a message' },
  waitlist_joined: { happens: 'a waitlist is joined', done: 'joined a waitlist' },
  widget_viewed: { happens: 'a widget is seen', done: 'seen a widget' },
  widget_started: { happens: 'a widget is started', done: 'started a widget' },
  widget_submitted: { happens: 'a widget is submitted', done: 'submitted a widget' },
  widget_succeeded: { happens: 'a widget is completed', done: 'completed a widget' },
  widget_failed: { happens: 'a widget fails', done: 'got an error from a widget' },
  widget_dismissed: { happens: 'a widget is closed', done: 'closed a widget' },
};

function phrasesOf(type: string): Phrases {
  if (Object.hasOwn(phrases, type)) return phrases[type as KnownEventType];
  return { happens: `the event “${type}” happens`, done: `had the event “${type}”` };
}

/** `an order is placed where total is more than 100` */
export function happensPhrase({ event, conditions = [] }: EventMatch): string {
  return phrasesOf(event).happens + wherePhrase(conditions);
}

/** `placed an order where coupon is known` */
export function donePhrase({ event, conditions = [] }: EventMatch): string {
  return phrasesOf(event).done + wherePhrase(conditions);
}

function wherePhrase(conditions: NonNullable<EventMatch['conditions']>): string {
  return conditions.length === 0 ? '' : ` where ${conditions.map(conditionPhrase).join(' and ')}`;
}
