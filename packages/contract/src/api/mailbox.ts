import { z } from 'zod';

/** A mail in the development mailbox. */
export const mailSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  subject: z.string(),
  receivedAt: z.iso.datetime(),
  html: z.string().nullable(),
  text: z.string().nullable(),
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
});

export type Mail = z.infer<typeof mailSchema>;
export const mailboxSchema = z.object({ data: z.array(mailSchema) });

/** A text on the development phone. */
export const phoneTextSchema = z.object({
  id: z.string(),
  tenantId: z.string(),
  number: z.string().describe("The shopper's number, in E.164."),
  direction: z.enum(['to_shopper', 'from_shopper']),
  text: z.string(),
  understoodAs: z.enum(['stop', 'start', 'other']).nullable().describe('For a text from the shopper.'),
  at: z.iso.datetime(),
});

export type PhoneText = z.infer<typeof phoneTextSchema>;
export const phoneSchema = z.object({ data: z.array(phoneTextSchema) });
