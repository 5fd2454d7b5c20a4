import { z } from 'zod';
import { segmentIdSchema } from './api/segments.ts';
import { experimentMetricSchema, experimentVariationSchema } from './experiment-schemas.ts';
import { messageOverrideSchema } from './message-override.ts';
import { durationShape, isLongest, tooLong } from './segment-filter.ts';

/** Limits of a campaign's definition. */
export const campaignLimits = {
  /** Boxes of each kind. */
  maxBoxes: 20,
  /** Contacts that one box names. */
  maxContacts: 1_000,
  /** Outside of these, a warning says so. */
  usualRecipients: { min: 100, max: 1_000_000 },
  maxVariations: 5,
};

const campaignId = z.string().regex(/^cmp_[0-9a-z]{26}$/, 'the id of a campaign');
const contactId = z.string().regex(/^ctc_[0-9a-z]{26}$/, 'the id of a contact');
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 09:00');
const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/, 'a date and time without a zone, such as 2027-03-01T09:00')
  .refine((text) => !Number.isNaN(Date.parse(`${text}Z`)), 'a day that exists');

export const audienceBoxSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('segment'), segment: segmentIdSchema }),
  z
    .strictObject({ kind: z.literal('got_campaign'), campaign: campaignId })
    .describe('Contacts to whom a campaign was sent.'),
  z
    .strictObject({ kind: z.literal('did_not_open'), campaign: campaignId })
    .describe('Contacts to whom a campaign was sent, and who neither opened it nor followed a link of it.'),
  z.strictObject({
    kind: z.literal('contacts'),
    contacts: z.array(contactId).min(1).max(campaignLimits.maxContacts),
  }),
]);

export type AudienceBox = z.output<typeof audienceBoxSchema>;

const boxes = z.array(audienceBoxSchema).max(campaignLimits.maxBoxes);

export const audienceSchema = z.strictObject({
  include: boxes.default([]).describe('A contact that is in any of these is a recipient, once.'),
  exclude: boxes.default([]).describe('Unless they are in one of these.'),
});

export type Audience = z.output<typeof audienceSchema>;

const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }).describe('At the launch.'),
  z.strictObject({ kind: z.literal('at'), at: z.iso.datetime({ offset: true }) }),
  z
    .strictObject({
      kind: z.literal('local'),
      at: localTime,
      passed: z
        .enum(['next_day', 'at_once'])
        .default('next_day')
        .describe('For contacts whose clock is already past that time at the launch.'),
    })
    .describe(
      'When the clock of the contact shows this time; without a known zone, that of the shop. The recipients are fixed when the first clock on earth shows it.',
    ),
]);

export type CampaignSchedule = z.output<typeof scheduleSchema>;

const variationSchema = z.strictObject({
  ...experimentVariationSchema.shape,
  weight: experimentVariationSchema.shape.weight.default(1),
  isHoldout: experimentVariationSchema.shape.isHoldout.default(false),
  message: z
    .string()
    .min(1)
    .max(100)
    .nullable()
    .default(null)
    .describe('Key of another message; null: that of the campaign.'),
  override: messageOverrideSchema.nullable().default(null),
  delay: z
    .strictObject(durationShape)
    .refine(isLongest, tooLong)
    .nullable()
    .default(null)
    .describe('Sent so much later than the others, to compare send times.'),
});

export type CampaignVariation = z.output<typeof variationSchema>;

const testSchema = z
  .strictObject({
    variations: z.array(variationSchema).min(2).max(campaignLimits.maxVariations),
    share: z
      .int()
      .min(1)
      .max(100)
      .describe('Percent of the recipients among whom it is tested. The others get the winner; 100: there are none.'),
    metric: experimentMetricSchema,
    decideAfter: z
      .strictObject(durationShape)
      .refine(isLongest, tooLong)
      .nullable()
      .default(null)
      .describe('After the test was sent; null: a user chooses the winner.'),
  })
  .superRefine(({ variations, share, decideAfter }, context) => {
    const refuse = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    const keys = variations.map(({ key }) => key);
    for (const [index, { key }] of variations.entries())
      if (keys.indexOf(key) !== index) refuse(['variations', index, 'key'], 'another variation has this key');
    if (variations.every(({ isHoldout }) => isHoldout)) refuse(['variations'], 'at least one variation is sent');
    if (share === 100 && decideAfter !== null) refuse(['decideAfter'], 'no recipients are left for a winner');
  });

export type CampaignTest = z.output<typeof testSchema>;

const percent = z.number().min(0.01).max(100);

/** What can be changed while a campaign is being sent. */
const paceShape = {
  window: z
    .strictObject({
      from: clockTime,
      until: clockTime,
      weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional().describe('1 is Monday. If omitted, any day.'),
    })
    .refine(({ from, until }) => from !== until, 'from and until differ')
    .nullable()
    .default(null)
    .describe('Sent only while the clock of the shop shows a time within it.'),
  throttle: z
    .strictObject({ max: z.int().min(1).max(1_000_000), seconds: z.int().min(1).max(86_400) })
    .nullable()
    .default(null)
    .describe(
      'At most so many begin to be sent within any so many seconds. Text messages have `smsPerSecond` instead.',
    ),
  warmUp: z
    .strictObject({ first: z.int().min(1).max(1_000_000), growth: z.int().min(0).max(1_000) })
    .nullable()
    .default(null)
    .describe('At most `first` on the first day, and `growth` percent more on each day that follows.'),
  brake: z
    .strictObject({
      bounces: percent.default(5).describe('Percent of the messages sent.'),
      complaints: percent.default(0.3),
      minSent: z.int().min(1).max(100_000).default(200).describe('Not before so many are sent.'),
    })
    .nullable()
    .prefault({})
    .describe('Pauses the campaign when more than so many bounce or complain. Null: never.'),
  maxDelay: z
    .int()
    .min(1)
    .max(10_080)
    .default(60)
    .describe('Minutes. One that was to begin longer ago, such as after an outage, is paused instead.'),
};

/** What a campaign sends, to whom and when. */
export const campaignDefinitionSchema = z.strictObject({
  message: z.string().min(1).max(100).nullable().default(null).describe('Key of the message. It is one of marketing.'),
  audience: audienceSchema.prefault({}),
  schedule: scheduleSchema.default({ kind: 'now' }),
  test: testSchema.nullable().default(null),
  ...paceShape,
});

export type CampaignDefinition = z.output<typeof campaignDefinitionSchema>;
/** As it is given: fields with a default may be omitted. */
export type GivenCampaignDefinition = z.input<typeof campaignDefinitionSchema>;

/** The parts of a definition that can be changed after the launch. */
export const paceFields = Object.keys(paceShape) as (keyof typeof paceShape)[];
