import type { KnownEventType } from '@beckon/contract';
import { formatMoney } from '../format/money.ts';
import { counted } from '../format/number.ts';
import { inWords } from '../format/words.ts';
import { countOf, listProperties, moneyOf, type Properties, pieceCount, textOf } from './property-text.ts';

export type SaidEvent = { type: string; isTrusted: boolean; properties: Properties };

/** What a shopper did, as a sentence without its subject: `Added 2 × Linen shirt to the cart`. */
export function eventSentence(event: SaidEvent): string {
  if (Object.hasOwn(sentences, event.type)) return sentences[event.type as KnownEventType](event.properties, event);
  const told = listProperties(event.properties);
  return told === '' ? inWords(event.type) : `${inWords(event.type)}. ${told}`;
}

/** `Product viewed`: the event type only, for filters and badges. */
export const eventLabel = inWords;

const sentences: Record<KnownEventType, (properties: Properties, event: SaidEvent) => string> = {
  page_viewed: (p) => `Viewed ${quoted(textOf(p, 'title')) ?? textOf(p, 'path') ?? textOf(p, 'url') ?? 'a page'}`,
  product_viewed: (p) => `Viewed ${product(p)}${price(p)}`,
  added_to_cart: (p) => `Added ${pieces(p)}${product(p)} to the cart`,
  removed_from_cart: (p) => `Removed ${pieces(p)}${product(p)} from the cart`,
  checkout_started: (p) => `Started checkout${withItems(p)}${sum(p)}`,
  placed_order: (p, { isTrusted }) => {
    const coupon = textOf(p, 'coupon') ? `, coupon ${textOf(p, 'coupon')}` : '';
    const hint = isTrusted ? '' : '. Sent by the browser, so not counted as revenue';
    return `Placed ${order(p)}${withItems(p)}${sum(p)}${coupon}${hint}`;
  },
  order_refunded: (p) => {
    const money = moneyOf(p, 'amount');
    return `Got a refund${money ? ` of ${formatMoney(money)}` : ''} for ${order(p)}`;
  },
  order_cancelled: (p) => `${capital(order(p))} was cancelled`,
  cart_abandoned: (p) => `Abandoned a cart${withItems(p)}`,
  contact_created: () => 'Registered in the shop',
  contact_updated: (p) => {
    const names = Object.keys(p).map((name) => inWords(name).toLowerCase());
    return names.length === 0 ? 'Was updated' : `Changed ${listOf(names)}`;
  },
  identified: (p, { isTrusted }) => {
    const name = [textOf(p, 'firstName'), textOf(p, 'lastName')].filter(Boolean).join(' ');
    const who = name === '' ? 'Identified' : `Identified as ${name}`;
    return isTrusted ? who : `${who} (not verified)`;
  },
  newsletter_requested: (p) => {
    const form = textOf(p, 'formId');
    return `Signed up for the newsletter${form ? ` in the form ${quoted(form)}` : ''} (not confirmed yet)`;
  },
  newsletter_confirmed: () => 'Confirmed the newsletter subscription',
  waitlist_joined: (p, { isTrusted }) =>
    `Joined the waitlist for ${quoted(textOf(p, 'productId'))}${isTrusted ? '' : ' (not confirmed yet)'}`,
  message_opened: (p) => `${p.isMachine === true ? 'A program opened' : 'Opened'} ${message(p)}`,
  message_clicked: (p) =>
    `${p.isMachine === true ? 'A program clicked' : 'Clicked'} ${textOf(p, 'url') ?? 'a link'} in ${message(p)}`,
  widget_viewed: (p) => `Saw ${widget(p)}`,
  widget_started: (p) => `Started filling in ${widget(p)}`,
  widget_submitted: (p) => `Submitted ${widget(p)}`,
  widget_succeeded: (p) => `Completed ${widget(p)}`,
  widget_failed: (p) => `Got an error from ${widget(p)}${textOf(p, 'error') ? ` (${textOf(p, 'error')})` : ''}`,
  widget_dismissed: (p) => `Closed ${widget(p)}`,
};

const order = (p: Properties) => (textOf(p, 'orderId') ? `order ${textOf(p, 'orderId')}` : 'an order');
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const message = (p: Properties) => `the message ${quoted(inWords(textOf(p, 'message') ?? ''))}`;

/** `the newsletter widget “footer”, variation b` */
function widget(p: Properties): string {
  const [name, form, variation] = [textOf(p, 'widget'), textOf(p, 'formId'), textOf(p, 'variation')];
  const words = name ? `the ${inWords(name).toLowerCase()} widget` : 'a widget';
  return `${words}${form ? ` ${quoted(form)}` : ''}${variation ? `, variation ${variation}` : ''}`;
}

const quoted = (text: string | undefined) => (text === undefined ? undefined : `“${text}”`);
const product = (p: Properties) =>
  textOf(p, 'title') ?? (textOf(p, 'productId') ? `product ${textOf(p, 'productId')}` : 'a product');

function price(p: Properties): string {
  const money = moneyOf(p, 'price');
  return money ? ` for ${formatMoney(money)}` : '';
}

function sum(p: Properties): string {
  const money = moneyOf(p, 'total');
  return money ? ` for ${formatMoney(money)}` : '';
}

function pieces(p: Properties): string {
  const quantity = countOf(p, 'quantity') ?? 1;
  return quantity === 1 ? '' : `${quantity} × `;
}

function withItems(p: Properties): string {
  const count = pieceCount(p);
  return count === undefined ? '' : ` with ${counted(count, 'item')}`;
}

function listOf(words: string[]): string {
  return new Intl.ListFormat('en', { type: 'conjunction' }).format(words);
}
