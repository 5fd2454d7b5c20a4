import type { SenderDomainRecord } from '@beckon/contract';
import type { SpfNeed } from '../ports/index.ts';
import type { DkimKey } from './dkim-keys.ts';
import { dmarcRecord } from './inspect-dmarc.ts';
import { dkimRecord } from './judge-dkim.ts';

export type Wanted = Pick<SenderDomainRecord, 'purpose' | 'type' | 'name' | 'value'>;

/**
 * The DNS records that a sender domain needs, as they are entered at its DNS provider. A value is null where it cannot be
 * known.
 */
export function wantedRecords(domain: string, keys: readonly DkimKey[], spf: SpfNeed | null): Wanted[] {
  return [
    ...keys.map(({ selector, publicKey }) => ({
      purpose: 'dkim' as const,
      type: 'TXT' as const,
      name: `${selector}._domainkey.${domain}`,
      value: dkimRecord(publicKey),
    })),
    { purpose: 'spf', type: 'TXT', name: domain, value: spf && `v=spf1 ${spf.mechanism} ~all` },
    { purpose: 'dmarc', type: 'TXT', name: `_dmarc.${domain}`, value: dmarcRecord },
    { purpose: 'mx', type: 'MX', name: domain, value: null },
  ];
}
