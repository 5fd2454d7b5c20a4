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
