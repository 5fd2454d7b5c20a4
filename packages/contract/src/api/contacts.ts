import { z } from 'zod';
import { moneySchema } from '../money.ts';
import { timeSchema } from '../time.ts';
import { consentEntrySchema, consentTypeSchema } from './consent.ts';
import { countSchema } from './counts.ts';
import { deliverySchema } from './deliveries.ts';
import type { Endpoint } from './endpoint.ts';
import { pageOf, pageQuery, wholeListOf } from './pages.ts';
import { segmentIdSchema, segmentSchema } from './segments.ts';
import { waitlistEntrySchema } from './waitlists.ts';

export const contactSchema = z.object({
  id: z.string().meta({ examples: ['ctc_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  userId: z.string().nullable(),
  email: z.string().nullable(),
  emailVerified: z.boolean(),
  phone: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  language: z.string().nullable(),
  registeredAt: z.iso.datetime().nullable(),
  orderCount: z.int(),
  lifetimeValue: moneySchema,
  firstOrderAt: z.iso.datetime().nullable(),
  lastOrderAt: z.iso.datetime().nullable(),
  lastSeenAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});

export type Contact = z.infer<typeof contactSchema>;

/** `?orderCount.gte=5`: a field, a dot, a comparison. Times are ISO 8601, money is in minor units. */
const comparisons = <T extends z.ZodType>(value: T) => ({ eq: value, gt: value, gte: value, lt: value, lte: value });
const wholeNumber = z.coerce.number().pipe(z.int());

export const contactFilters = {
  orderCount: comparisons(wholeNumber),
  lifetimeValue: comparisons(wholeNumber),
  lastOrderAt: comparisons(timeSchema),
  createdAt: comparisons(timeSchema),
} as const;

export type ContactFilterField = keyof typeof contactFilters;
export type Comparison = 'eq' | 'gt' | 'gte' | 'lt' | 'lte';

const filterQuery = Object.fromEntries(
  Object.entries(contactFilters).flatMap(([field, by]) =>
    Object.entries(by).map(([comparison, schema]) => [`${field}.${comparison}`, schema.optional()]),
  ),
) as Record<`${ContactFilterField}.${Comparison}`, z.ZodOptional<z.ZodType>>;

export const listContactsQuery = z.strictObject({
  ...pageQuery,
  search: z
    .string()
    .max(200)
    .optional()
    .describe('Part of an address, name or user id. One or two letters match the beginning.'),
  segment: segmentIdSchema.optional().describe('Only contacts in this segment.'),
  ...filterQuery,
});

/** `count` is the number of all contacts that match, not of this page. */
export const contactPageSchema = pageOf(contactSchema).extend({ count: countSchema });

export const timelineEntrySchema = z.object({
  id: z.string(),
  type: z.string(),
  occurredAt: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  source: z.string(),
  isTrusted: z.boolean(),
  properties: z.record(z.string(), z.unknown()),
});

export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** How a shopper came to the shop, read from the first page of a visit. */
export const touchSchema = z.object({
  at: z.iso.datetime(),
  source: z
    .string()
    .nullable()
    .describe('`utm_source`, else the ad platform of the click id, else the referring host.'),
  medium: z.string().nullable(),
  campaign: z.string().nullable(),
  term: z.string().nullable(),
  content: z.string().nullable(),
  clickId: z.object({ name: z.string(), value: z.string() }).nullable().describe('`gclid`, `fbclid` and the like.'),
  referrer: z.string().nullable().describe('The referring host.'),
  landingPath: z.string(),
  isDirect: z.boolean().describe('No source is known.'),
});

export type Touch = z.infer<typeof touchSchema>;

/** A browser that is or was a contact's. */
export const visitorLinkSchema = z.object({
  visitorId: z.string(),
  how: z
    .enum(['signed', 'server', 'confirmed'])
    .describe('By a signed `identify`, by an event of a server, by the link of a confirmation mail.'),
  since: z.iso.datetime().describe('Earlier activity of the browser belongs to its previous contact.'),
  linkedAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  undoableUntil: z.iso.datetime(),
  undoneAt: z.iso.datetime().nullable(),
});

export type VisitorLink = z.infer<typeof visitorLinkSchema>;

/** A contact that became part of this one. */
export const contactMergeSchema = z.object({
  id: z.string(),
  mergedId: z.string(),
  userId: z.string().describe('The user id that was a separate contact.'),
  mergedAt: z.iso.datetime(),
  undoableUntil: z.iso.datetime(),
  undoneAt: z.iso.datetime().nullable(),
});

export type ContactMerge = z.infer<typeof contactMergeSchema>;

export const contactDetailSchema = contactSchema.extend({
  properties: z.record(z.string(), z.unknown()),
  mergedInto: z.string().nullable().describe('The contact that this one was merged into.'),
  firstTouch: touchSchema.nullable().describe('The first known visit.'),
  lastTouch: touchSchema.nullable().describe('The latest visit that was not direct.'),
  visitors: z.array(visitorLinkSchema),
  merges: z.array(contactMergeSchema),
  consents: z.array(
    z.object({ type: consentTypeSchema, state: z.enum(['requested', 'granted', 'revoked']), since: z.iso.datetime() }),
  ),
  consentHistory: z.array(consentEntrySchema),
  isSuppressed: z.boolean(),
  deliveries: z.array(deliverySchema),
  waitlists: z.array(waitlistEntrySchema),
  segments: z.array(segmentSchema.pick({ id: true, name: true })),
});

export type ContactDetail = z.infer<typeof contactDetailSchema>;

/** An erasure that was accepted: the profile is gone at once, the log follows within a minute. */
export const erasureSchema = z.object({
  id: z.string().meta({ examples: ['ers_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  contactId: z.string(),
  status: z.enum(['running', 'done']),
  erasedEvents: z.int().describe('Events in the log from which personal data has been removed so far.'),
  requestedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
});

export type Erasure = z.infer<typeof erasureSchema>;

const addressesQuery = z.strictObject({ anonymousId: z.string().min(1).max(100) });

export const openCartSchema = z.object({
  cartId: z.string().nullable().describe('The shop’s id of the cart, where its events name one.'),
  lines: z.array(
    z.object({
      productId: z.string(),
      variantId: z.string().nullable(),
      quantity: z.int(),
      price: z.int().nullable().describe('Of one piece in minor units, as the page said.'),
      currency: z.string().nullable(),
    }),
  ),
  lastChangeAt: z.iso.datetime(),
});

/** The calls about contacts. */
export const contactEndpoints = {
  listContacts: {
    method: 'get',
    path: '/api/v1/contacts',
    summary: 'List contacts by filter, such as `?orderCount.gte=5`, `?lifetimeValue.gt=50000`.',
    access: 'contacts.read',
    query: listContactsQuery,
    status: 200,
    response: contactPageSchema,
  },
  readContact: {
    method: 'get',
    path: '/api/v1/contacts/{id}',
    summary: 'Get a contact with consent history and deliveries.',
    access: 'contacts.read',
    status: 200,
    response: contactDetailSchema,
  },
  readCart: {
    method: 'get',
    path: '/api/v1/contacts/{id}/cart',
    summary: 'Get what is in a contact’s cart: added in any of their browsers, not removed, and not ordered.',
    access: 'contacts.read',
    status: 200,
    response: z.object({ cart: openCartSchema.nullable().describe('Null: nothing is in it.') }),
  },
  readTimeline: {
    method: 'get',
    path: '/api/v1/contacts/{id}/timeline',
    summary: 'List a contact’s activity, newest first.',
    access: 'contacts.read',
    query: z.strictObject(pageQuery),
    status: 200,
    response: pageOf(timelineEntrySchema),
  },
  unlinkVisitor: {
    method: 'post',
    path: '/api/v1/contacts/{id}/visitors/{visitorId}/unlink',
    summary: 'Unlink a browser from a contact, within 30 days. Its activity no longer belongs to a contact.',
    access: 'contacts.write',
    status: 200,
    response: z.object({ result: z.literal('unlinked') }),
    problems: ['conflict'],
  },
  undoMerge: {
    method: 'post',
    path: '/api/v1/contacts/{id}/merges/{mergeId}/undo',
    summary: 'Undo a merge within 30 days. The two contacts are not merged automatically again.',
    access: 'contacts.write',
    status: 200,
    response: z.object({ result: z.literal('undone') }),
    problems: ['conflict'],
  },
  eraseContact: {
    method: 'post',
    path: '/api/v1/contacts/{id}/erase',
    summary: 'Erase a contact. The address stays suppressed; orders stay without personal data. This cannot be undone.',
    access: 'contacts.erase',
    status: 202,
    response: erasureSchema,
    isRepeatable: true,
    withoutIdempotencyKey: 'A repeat answers with the erasure that there is, and the answer names the person.',
  },
  readErasure: {
    method: 'get',
    path: '/api/v1/contacts/{id}/erasure',
    summary: 'Get the progress of an erasure.',
    access: 'contacts.read',
    status: 200,
    response: erasureSchema,
  },
  listAddresses: {
    method: 'get',
    path: '/api/v1/addresses',
    summary: 'List the networks (/24, /48) of a visitor in the last 30 days. Full addresses are not stored.',
    access: 'contacts.read',
    query: addressesQuery,
    status: 200,
    response: wholeListOf(z.object({ day: z.iso.date(), ipPrefix: z.string() })),
  },
} as const satisfies Record<string, Endpoint>;
