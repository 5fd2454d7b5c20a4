import { z } from 'zod';
import { segmentDefinitionSchema } from '../segment-filter.ts';
import { countSchema } from './counts.ts';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

/** Segments that every shop has; they cannot be changed. */
export const builtInSegmentIds = ['newsletter'] as const;
export type BuiltInSegmentId = (typeof builtInSegmentIds)[number];

export const segmentLimitsOfShop = {
  /** Segments that are not archived. */
  maxSegments: 500,
  /** Contacts of one change by hand. */
  maxContacts: 200,
  /** Contacts that a preview shows. */
  sampleSize: 10,
  /** About how many contacts an estimate evaluates. */
  estimateSize: 10_000,
};

const name = z.string().trim().min(1).max(100);
const description = z.string().trim().max(1_000);
const kind = z
  .enum(['built_in', 'dynamic', 'static'])
  .describe('`dynamic`: by a filter. `static`: without one, only contacts that were added by hand.');

/** How far the evaluation of a segment for all contacts is. */
export const segmentEvaluationSchema = z.object({
  changing: z.int().nullable().describe('Contacts that enter or leave. Null until the filter has been compared.'),
  remaining: z.int().nullable().describe('Those of them that have not entered or left yet.'),
});

export type SegmentEvaluation = z.infer<typeof segmentEvaluationSchema>;

const evaluation = segmentEvaluationSchema
  .nullable()
  .describe('Set while all contacts are evaluated because the filter was saved; null when that is done.');

/** A named set of contacts, as a list shows it. */
export const segmentSchema = z.object({
  id: z.string().meta({ examples: ['newsletter', 'seg_06d9r7zv7w7h3e1k5m2n4p6q8s'] }),
  name: z.string(),
  description: z.string().describe('Which contacts are in it.'),
  kind,
  contactCount: countSchema,
  evaluation,
  updatedAt: z.iso.datetime().nullable().describe('When it was last changed; null for a built-in one.'),
});

export type Segment = z.infer<typeof segmentSchema>;

export const segmentIdSchema = z
  .string()
  .regex(/^(newsletter|seg_[0-9a-z]{26})$/, 'the id of a segment')
  .meta({ examples: ['newsletter'] });

export const segmentsSchema = wholeListOf(segmentSchema);

/** A segment of the shop's own. */
export const segmentDetailSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  kind,
  definition: segmentDefinitionSchema.nullable(),
  version: z.int().describe('Grows with each change.'),
  contactCount: countSchema,
  evaluation,
  isArchived: z.boolean().describe('An archived segment is not listed and cannot be used.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export type SegmentDetail = z.infer<typeof segmentDetailSchema>;

export const newSegmentSchema = z.strictObject({
  name,
  description: description.default(''),
  definition: segmentDefinitionSchema.nullable().default(null),
});

export type NewSegment = z.infer<typeof newSegmentSchema>;

export const segmentChangesSchema = z.strictObject({
  version: z.int().describe('The version that the change is based on.'),
  name: name.optional(),
  description: description.optional(),
  definition: segmentDefinitionSchema.nullable().optional(),
  isArchived: z.boolean().optional(),
});

export type SegmentChanges = z.infer<typeof segmentChangesSchema>;

export const segmentMembersSchema = z.strictObject({
  contacts: z
    .array(z.string().regex(/^ctc_[0-9a-z]{26}$/, 'the id of a contact'))
    .min(1)
    .max(segmentLimitsOfShop.maxContacts),
  membership: z
    .enum(['in', 'out', 'by_filter'])
    .describe('`in` and `out` win over the filter until `by_filter` undoes them.'),
});

export type SegmentMembers = z.infer<typeof segmentMembersSchema>;

export const segmentPreviewRequestSchema = z.strictObject({
  definition: segmentDefinitionSchema.nullable(),
  segment: z
    .string()
    .regex(/^seg_[0-9a-z]{26}$/, 'the id of a segment')
    .optional()
    .describe('The saved segment to compare with. Its changes by hand count.'),
  accuracy: z
    .enum(['exact', 'estimate'])
    .default('exact')
    .describe(
      `\`estimate\` evaluates about ${segmentLimitsOfShop.estimateSize.toLocaleString('en')} contacts of a large shop, so that there is a figure at once.`,
    ),
});

export type SegmentPreviewRequest = z.input<typeof segmentPreviewRequestSchema>;

const countedSchema = z.object({
  count: z.int(),
  isEstimate: z.boolean(),
  sample: z.array(z.string()).describe('Ids of the newest contacts, at most 10.'),
});

export const segmentPreviewSchema = z.object({
  members: countedSchema,
  changes: z
    .object({ entering: countedSchema, leaving: countedSchema })
    .nullable()
    .describe('Compared with the saved segment; null without one.'),
  takenAt: z.iso.datetime(),
});

export type SegmentPreview = z.infer<typeof segmentPreviewSchema>;

/** Why a contact is in a segment or not. */
export const segmentExplanationSchema = z.object({
  isMember: z.boolean(),
  reason: z.string().meta({ examples: ['matches the filter', 'removed by hand on 2027-02-10'] }),
  clauses: z.array(
    z.object({
      path: z.string().meta({ examples: ['filter.filters.0'] }),
      matches: z.boolean().describe('Whether the clause itself matches, without `not` around it.'),
      found: z
        .string()
        .describe('What it found.')
        .meta({ examples: ['tier is missing', '3 times'] }),
    }),
  ),
});

export type SegmentExplanation = z.infer<typeof segmentExplanationSchema>;

/** The calls about segments. */
export const segmentEndpoints = {
  listSegments: {
    method: 'get',
    path: '/api/v1/segments',
    summary: 'List the segments. To list the contacts of one: `/api/v1/contacts?segment=newsletter`.',
    access: 'segments.read',
    query: z.strictObject({ state: z.enum(['active', 'archived']).optional().describe('`active` if omitted.') }),
    status: 200,
    response: segmentsSchema,
  },
  createSegment: {
    method: 'post',
    path: '/api/v1/segments',
    summary: 'Create a segment.',
    access: 'segments.write',
    body: newSegmentSchema,
    status: 201,
    response: segmentDetailSchema,
    problems: ['conflict'],
  },
  readSegment: {
    method: 'get',
    path: '/api/v1/segments/{id}',
    summary: 'Read a segment of the shop’s own, with its definition.',
    access: 'segments.read',
    status: 200,
    response: segmentDetailSchema,
  },
  countSegment: {
    method: 'get',
    path: '/api/v1/segments/{id}/count',
    summary:
      'Read how many contacts are in a segment. The members of the shop’s own segments are not counted for this.',
    access: 'segments.read',
    status: 200,
    response: countSchema,
    problems: ['filter_too_slow'],
  },
  explainSegment: {
    method: 'get',
    path: '/api/v1/segments/{id}/why',
    summary: 'Explain why a contact is in a segment of the shop’s own or not.',
    access: 'contacts.read',
    query: z.strictObject({ contact: z.string().max(100).describe('Id of the contact.') }),
    status: 200,
    response: segmentExplanationSchema,
    problems: ['filter_too_slow'],
  },
  previewSegment: {
    method: 'post',
    path: '/api/v1/segment-previews',
    summary:
      'Show which contacts a definition matches, and who would enter and leave a saved segment. Changes nothing.',
    access: 'segments.read',
    body: segmentPreviewRequestSchema,
    status: 200,
    response: segmentPreviewSchema,
    isRepeatable: true,
    problems: ['not_found', 'filter_too_slow'],
    withoutIdempotencyKey: 'It changes nothing, and a repeat should show the contacts of now.',
  },
  changeSegment: {
    method: 'patch',
    path: '/api/v1/segments/{id}',
    summary: 'Change, archive or restore a segment. A change that is based on an older version is refused.',
    access: 'segments.write',
    body: segmentChangesSchema,
    status: 200,
    response: segmentDetailSchema,
    problems: ['conflict'],
  },
  changeSegmentMembers: {
    method: 'post',
    path: '/api/v1/segments/{id}/members',
    summary: 'Add contacts to a segment by hand, remove them, or undo either.',
    access: 'segments.write',
    body: segmentMembersSchema,
    status: 200,
    response: z.object({ changed: z.int().describe('Contacts for which this changed something.') }),
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
