import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

export const consentTypes = ['email', 'sms', 'push', 'marketing', 'analytics'] as const;
export const consentTypeSchema = z.enum(consentTypes);
export type ConsentType = (typeof consentTypes)[number];

export const consentEntrySchema = z.object({
  position: z.int(),
  type: consentTypeSchema,
  action: z.enum(['requested', 'granted', 'revoked']),
  source: z.string(),
  wordingVersion: z.string().nullable(),
  wording: z.string().nullable().describe('The text that was shown, while the evidence is kept.'),
  wordingStatus: z
    .enum(['registered', 'claimed'])
    .nullable()
    .describe('`registered`: the shop has registered this text. `claimed`: the form says that it showed it.'),
  method: z.string(),
  recordedAt: z.iso.datetime(),
});

/** A text that a shop shows beside a form. A version has one text for each language. */
export const wordingSchema = z.object({
  version: z.string().min(1).max(100),
  text: z.string().min(1).max(2_000),
});

export const registeredWordingSchema = wordingSchema.extend({ registeredAt: z.iso.datetime() });

export type Wording = z.infer<typeof registeredWordingSchema>;

export const wordingsSchema = wholeListOf(registeredWordingSchema);

export const registerWordingsSchema = z.object({ wordings: z.array(wordingSchema).min(1).max(200) });

export type ConsentEntry = z.infer<typeof consentEntrySchema>;

/** The calls about consent texts. */
export const consentEndpoints = {
  listWordings: {
    method: 'get',
    path: '/api/v1/consent/wordings',
    summary: 'List the registered consent texts, newest first.',
    access: 'settings.read',
    status: 200,
    response: wordingsSchema,
  },
  registerWordings: {
    method: 'post',
    path: '/api/v1/consent/wordings',
    summary:
      'Register consent texts. A registered text never changes: another text is another version, or another language.',
    access: 'settings.write',
    body: registerWordingsSchema,
    status: 200,
    response: wordingsSchema,
    isRepeatable: true,
  },
} as const satisfies Record<string, Endpoint>;
