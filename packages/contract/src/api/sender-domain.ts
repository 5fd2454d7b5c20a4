import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';

export const senderDomainRecordSchema = z.object({
  purpose: z
    .enum(['dkim', 'spf', 'dmarc', 'mx'])
    .describe('`mx`: where replies and bounce mails to the sender address go.'),
  type: z.enum(['TXT', 'MX']),
  name: z.string().meta({ examples: ['beckon-3f9a01bc._domainkey.shop.example'] }),
  value: z
    .string()
    .nullable()
    .describe('What to enter at the DNS provider. Null where Beckon cannot know it.')
    .meta({ examples: ['v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0…'] }),
  state: z
    .enum(['ok', 'missing', 'differs', 'unavailable'])
    .nullable()
    .describe('What the last check has found. `unavailable`: DNS gave no answer. Null before the first check.'),
  found: z.array(z.string()).describe('What was there.'),
  fix: z.string().nullable().describe('What to do about it; null if there is nothing to do.'),
  hints: z.array(z.string()).describe('What could be better.'),
});

export type SenderDomainRecord = z.infer<typeof senderDomainRecordSchema>;

export const senderDomainSchema = z.object({
  domain: z
    .string()
    .describe('The domain of the sender address.')
    .meta({ examples: ['shop.example'] }),
  signsWith: z
    .string()
    .nullable()
    .describe('The selector of the key by which emails are signed (DKIM). Null: they are sent without a signature.'),
  checkedAt: z.iso.datetime().nullable(),
  records: z.array(senderDomainRecordSchema),
});

/** The DNS records by which receivers tell the mail of a shop from forged mail. */
export type SenderDomain = z.infer<typeof senderDomainSchema>;

/** The calls about the domain that emails are sent from. */
export const senderDomainEndpoints = {
  readSenderDomain: {
    method: 'get',
    path: '/api/v1/sender-domain',
    summary: 'Get the DNS records that the domain of the sender address needs, and what the last check has found.',
    access: 'settings.read',
    status: 200,
    response: senderDomainSchema,
  },
  checkSenderDomain: {
    method: 'post',
    path: '/api/v1/sender-domain/check',
    summary:
      'Look the records up in DNS. The first check of a domain makes its DKIM key. Emails are signed while its record is found.',
    access: 'settings.write',
    status: 200,
    response: senderDomainSchema,
    isRepeatable: true,
    afterCrash: 'the repeat looks the records up again, and the audit log has two entries.',
  },
  rotateDkimKey: {
    method: 'post',
    path: '/api/v1/sender-domain/rotate',
    summary: 'Make a new DKIM key. The one before signs until the record of the new one is found.',
    access: 'settings.write',
    status: 200,
    response: senderDomainSchema,
    problems: ['conflict'],
    afterCrash:
      'the repeat is answered with `conflict` when the first call made a key, which then waits for its record.',
  },
} as const satisfies Record<string, Endpoint>;
