import { z } from 'zod';
import { countrySchema } from '../countries.ts';
import { currencySchema } from '../money.ts';
import type { Endpoint } from './endpoint.ts';
import { optInSchema } from './newsletter.ts';

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .refine((text) => !/\p{Cc}/u.test(text) && text.isWellFormed(), 'one line of text');

const hostName = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .regex(
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/,
    'a host name such as www.example.com, without https:// and path',
  );

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 20:00');

/** The settings of a shop. */
export const settingsSchema = z.object({
  name: line(100).min(1).describe('What the shop is called, on pages and in mails.'),
  siteUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    // `URL` takes NUL, which the database cannot hold, and blanks, at which a mail's link would end.
    .refine((text) => !/[\s\p{Cc}]/u.test(text), 'an address without blanks')
    .describe("The shop's website."),
  senderName: line(100).min(1).describe('Whom mails are from.'),
  senderAddress: z.email().max(254).describe('The address that mails are from.'),
  postalAddress: line(500).describe('Printed in every marketing mail. While it is empty, none is sent.'),
  currency: currencySchema.describe('ISO 4217.'),
  timezone: z.string().max(100).describe('A name of the IANA database, such as `Europe/Berlin`.'),
  country: countrySchema
    .nullable()
    .describe(
      'ISO 3166-1 alpha-2. Phone numbers without country code are read as numbers of this country; without it they are not read. Of contacts without time zone and phone number it says where they may be, for quiet hours.',
    ),
  weeklyCap: z.int().min(1).max(100).describe('How many marketing messages a contact gets in any seven days.'),
  quietFrom: timeOfDay.describe('From here on marketing messages wait, by the clock of the contact.'),
  quietUntil: timeOfDay.describe('Until here. The same as `quietFrom`: no quiet hours.'),
  cartIdleSeconds: z
    .int()
    .min(10)
    .max(604_800)
    .describe('Seconds without a change after which a cart is abandoned: `cart_abandoned` is written.'),
  smsPerSecond: z
    .int()
    .min(1)
    .max(1_000)
    .nullable()
    .describe('Maximum text messages that are handed to the platform in a second; null: as many as it takes.'),
  optIn: optInSchema,
  tracksOpens: z.boolean().describe('Marketing mails contain an image that tells when they are opened.'),
  tracksClicks: z.boolean().describe('The links of marketing mails lead through Beckon, which counts clicks.'),
  addsUtm: z
    .boolean()
    .describe(
      'Links of marketing mails to the shop’s website get `utm_source`, `utm_medium=email` and `utm_campaign`, the key of the message. A message can state others. What a link already has stays.',
    ),
  utmSource: line(100).min(1).describe('The value of `utm_source`.'),
  campaignsNeedApproval: z
    .boolean()
    .describe('A campaign is launched only after another user than the one who changed it last has approved it.'),
  holdoutPercent: z
    .int()
    .min(0)
    .max(20)
    .describe(
      'The share of contacts that get no marketing from campaigns and flows, to measure what marketing earns. A change starts the measurement anew; from 0 on, new contacts are drawn for it.',
    ),
  linkHosts: z
    .array(hostName)
    .max(100)
    .refine((hosts) => new Set(hosts).size === hosts.length, 'each host once')
    .describe(
      'Host names of other websites that messages may lead to without a warning, such as `www.instagram.com`. The shop’s website and its subdomains need not be listed.',
    ),
  alertWebhookUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .refine((text) => !/[\s\p{Cc}]/u.test(text), 'an address without blanks')
    .nullable()
    .describe(
      'Where `alert.opened` and `alert.resolved` are posted, signed by the secret of webhooks. Public and HTTPS, or an origin that the operator allows. Null: nowhere.',
    ),
});

export type Settings = z.infer<typeof settingsSchema>;

/** What is left out stays as it is. */
export const settingsChangesSchema = z
  .strictObject(settingsSchema.shape)
  .partial()
  .refine((changes) => Object.values(changes).some((value) => value !== undefined), 'name at least one setting');

export type SettingsChanges = z.infer<typeof settingsChangesSchema>;

/** What a shop is created with. */
export const newTenantSchema = z.strictObject({
  ...settingsSchema.pick({ name: true, siteUrl: true, senderAddress: true, currency: true, timezone: true }).shape,
  ...settingsSchema.pick({ senderName: true, postalAddress: true, country: true }).partial().shape,
});

export type NewTenant = z.infer<typeof newTenantSchema>;

/** The calls about the settings of the shop. */
export const settingsEndpoints = {
  readSettings: {
    method: 'get',
    path: '/api/v1/settings',
    summary: 'Read the settings of the shop.',
    access: 'settings.read',
    status: 200,
    response: settingsSchema,
  },
  changeSettings: {
    method: 'patch',
    path: '/api/v1/settings',
    summary: 'Change settings of the shop.',
    access: 'settings.write',
    body: settingsChangesSchema,
    status: 200,
    response: settingsSchema,
  },
} as const satisfies Record<string, Endpoint>;
