import { z } from 'zod';
import { optionalReferenceSchema, referenceSchema } from './identifier-schemas.ts';
import { currencySchema, minorUnitsSchema } from './money.ts';
import { timeSchema } from './time.ts';

/** Version of the catalog below. Stored with each event, so that old events can be read by their own rules. */
export const eventCatalogVersion = 3;

/** Before this version, refunds and cancellations of orders were types of a shop’s own, with any properties. */
export const orderChangesSince = 3;

const text = z.string().max(8_000);
const quantity = z.int().min(1).max(1_000_000);

/** What every event about a product says. Prices and titles are hints: messages take them from the catalog. */
const productFields = {
  productId: referenceSchema,
  variantId: optionalReferenceSchema,
  title: text.optional(),
  category: text.optional(),
  price: minorUnitsSchema.optional(),
  currency: currencySchema.optional(),
  url: text.optional(),
  imageUrl: text.optional(),
};

const lineItem = z.looseObject({ ...productFields, quantity: quantity.default(1) });

/**
 * With its country code, or as it is written in the country of the shop. One that is no text, or too long, is left out: it is
 * no reason to lose what else the event says.
 */
const phoneFact = z
  .union([z.string().max(100), z.int()])
  .optional()
  .catch(undefined);

const contactFields = {
  firstName: text.optional(),
  lastName: text.optional(),
  phone: phoneFact,
  language: z.string().max(35).optional(),
  timezone: z.string().max(64).optional(),
  registeredAt: timeSchema.optional(),
};

/** What every event about a widget says; of what was typed, nothing. */
const widgetFields = {
  widget: z.string().min(1).max(64),
  formId: z.string().max(100).optional(),
  variation: z.string().max(64).optional(),
};

/** What opens and clicks say of the message; `message` is its key. */
const messageFields = {
  deliveryId: z.string().max(64),
  messageId: z.string().max(64),
  message: z.string().max(100),
  channel: z.enum(['email', 'sms', 'push']),
  isMachine: z.boolean(),
  flowId: z.string().max(64).optional(),
  stepId: z.string().max(64).optional(),
  campaignId: z.string().max(64).optional(),
  variation: z.string().max(64).optional(),
};

/**
 * The event catalog: the one place where an event type is declared. Properties that are not named are kept as they
 * are; a named property of the wrong type quarantines the event.
 */
export const eventCatalog = {
  page_viewed: {
    about: 'A page was shown.',
    sentBy: 'browser',
    properties: z.looseObject({
      url: text.optional(),
      path: text.optional(),
      title: text.optional(),
      referrer: text.optional(),
    }),
  },
  product_viewed: {
    about: 'A product page or quick view was shown.',
    sentBy: 'browser',
    properties: z.looseObject(productFields),
  },
  added_to_cart: {
    about: 'A product was put into the cart.',
    sentBy: 'browser',
    properties: z.looseObject({ ...productFields, quantity: quantity.default(1), cartId: optionalReferenceSchema }),
  },
  removed_from_cart: {
    about: 'A product was taken out of the cart.',
    sentBy: 'browser',
    properties: z.looseObject({ ...productFields, quantity: quantity.default(1), cartId: optionalReferenceSchema }),
  },
  checkout_started: {
    about: 'The checkout was opened.',
    sentBy: 'browser',
    properties: z.looseObject({
      cartId: optionalReferenceSchema,
      total: minorUnitsSchema.optional(),
      currency: currencySchema.optional(),
      items: z.array(lineItem).max(200).optional(),
    }),
  },
  placed_order: {
    about: 'An order was placed. Counts as revenue only from a trusted source.',
    sentBy: 'browser',
    properties: z.looseObject({
      orderId: referenceSchema,
      // What goes back to a customer is no order.
      total: minorUnitsSchema.min(0, 'an order is not negative'),
      currency: currencySchema,
      coupon: text.optional(),
      items: z.array(lineItem).max(200).optional(),
      itemCount: z.int().min(0).max(1_000_000).optional(),
    }),
  },
  order_refunded: {
    about: 'Money was paid back for an order. Counts once by its refund id, also if it comes before the order.',
    sentBy: 'server',
    properties: z.looseObject({
      orderId: referenceSchema,
      refundId: referenceSchema,
      amount: minorUnitsSchema.min(1, 'a refund is more than nothing'),
      currency: currencySchema,
      items: z.array(lineItem).max(200).optional(),
    }),
  },
  order_cancelled: {
    about: 'An order was cancelled: it no longer counts as an order, and nothing of it as revenue.',
    sentBy: 'server',
    properties: z.looseObject({ orderId: referenceSchema }),
  },
  cart_abandoned: {
    about: 'A cart was left idle.',
    sentBy: 'server',
    properties: z.looseObject({ cartId: optionalReferenceSchema, items: z.array(lineItem).max(200).optional() }),
  },
  contact_created: {
    about: 'A person registered with the shop.',
    sentBy: 'server',
    properties: z.looseObject(contactFields),
  },
  contact_updated: {
    about: 'Properties of a person changed.',
    sentBy: 'server',
    properties: z.looseObject(contactFields),
  },
  identified: {
    about: 'A visitor said who they are. A claim unless it comes from a trusted source.',
    sentBy: 'browser',
    properties: z.looseObject(contactFields),
  },
  newsletter_requested: {
    about: 'A sign-up form was sent; the address is not confirmed yet.',
    sentBy: 'beckon',
    properties: z.looseObject({ formId: text.optional() }),
  },
  newsletter_confirmed: {
    about: 'A subscription began: the confirmation link was used, or the shop needs none.',
    sentBy: 'beckon',
    properties: z.looseObject({}),
  },
  waitlist_joined: {
    about: 'A contact waits for a product that is sold out.',
    sentBy: 'beckon',
    properties: z.looseObject({ productId: referenceSchema, variantId: optionalReferenceSchema }),
  },
  message_opened: {
    about: 'A message was opened. Opens by machines are marked as those of a bot.',
    sentBy: 'beckon',
    properties: z.looseObject(messageFields),
  },
  message_clicked: {
    about: 'A link of a message was followed. Clicks by machines are marked as those of a bot.',
    sentBy: 'beckon',
    properties: z.looseObject({ ...messageFields, url: text.optional() }),
  },
  widget_viewed: {
    about: 'A widget was shown.',
    sentBy: 'browser',
    properties: z.looseObject(widgetFields),
  },
  widget_started: {
    about: 'A shopper started to fill in a widget.',
    sentBy: 'browser',
    properties: z.looseObject(widgetFields),
  },
  widget_submitted: {
    about: 'A widget was sent.',
    sentBy: 'browser',
    properties: z.looseObject(widgetFields),
  },
  widget_succeeded: {
    about: 'What a widget sent was taken.',
    sentBy: 'browser',
    properties: z.looseObject(widgetFields),
  },
  widget_failed: {
    about: 'What a widget sent was not taken.',
    sentBy: 'browser',
    properties: z.looseObject({ ...widgetFields, error: z.string().max(64).optional() }),
  },
  widget_dismissed: {
    about: 'A widget was closed or turned down.',
    sentBy: 'browser',
    properties: z.looseObject(widgetFields),
  },
} as const satisfies Record<string, EventDefinition>;

/** Who may send a type: `browser` anybody with a key, `server` only the secret key, `beckon` only we ourselves. */
export type EventSender = 'browser' | 'server' | 'beckon';

export type EventDefinition = { about: string; sentBy: EventSender; properties: z.ZodType };

export type KnownEventType = keyof typeof eventCatalog;

/** What a caller may pass as properties of a known event (defaults may be left out). */
export type EventProperties<T extends KnownEventType> = z.input<(typeof eventCatalog)[T]['properties']>;

/** A custom event name: lower case words joined by underscores, at most 64 characters. */
export const customEventType = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

export const eventTypeSchema = z
  .string()
  .max(64)
  .regex(customEventType, 'lower case words joined by underscores')
  .meta({ examples: ['product_viewed'] });

export function isKnownEventType(type: string): type is KnownEventType {
  return Object.hasOwn(eventCatalog, type);
}

/**
 * The names of the properties that the catalog knows of a type; null for types of the shop's own.
 * @example
 * catalogProperties('page_viewed'); // ['url', 'path', 'title', 'referrer']
 */
export function catalogProperties(type: string): readonly string[] | null {
  return isKnownEventType(type) ? Object.keys(eventCatalog[type].properties.shape) : null;
}
