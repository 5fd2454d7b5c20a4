import type { Dns } from '../ports/index.ts';
import { missing, unavailable, type Verdict } from './finding.ts';
import { readTags } from './tags.ts';

export const dmarcRecord = 'v=DMARC1; p=none';

const wanted = 'Gmail and Yahoo want a DMARC record of shops that send to many, at least p=none.';

/** Whether a domain, or one above it, has a DMARC record, and what it asks of receivers (RFC 7489). */
export async function inspectDmarc(dns: Dns, domain: string): Promise<Verdict> {
  for (const each of domainsAbove(domain)) {
    const answer = await dns.readTxt(`_dmarc.${each}`);
    if (answer.outcome === 'unavailable') return unavailable(answer.reason);
    const found = answer.outcome === 'found' ? answer.values.filter((text) => /^v=DMARC1\s*(;|$)/.test(text)) : [];
    if (found.length > 0) return judge(found, each === domain ? null : each);
  }
  return missing(`Add this record. ${wanted}`);
}

/** A subdomain without a record of its own goes by that of the domain above it, up to one with two labels. */
function domainsAbove(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'));
}

function judge(found: readonly string[], above: string | null): Verdict {
  const differs = (fix: string): Verdict => ({ state: 'differs', found, fix });
  if (found.length > 1) return differs('There are several DMARC records, so receivers ignore them all. Keep one.');
  const tags = readTags(found[0]!);
  const policy = ((above && tags.get('sp')) ?? tags.get('p') ?? '').toLowerCase();
  if (!['none', 'quarantine', 'reject'].includes(policy)) {
    return differs(`It names no policy: add p=none. ${wanted}`);
  }
  const hints = above ? [`It is the record of ${above}, which counts for this domain too.`] : [];
  if (policy === 'none') {
    hints.push(
      'p=none protects no one from forged mails. Once all your mail is signed, use p=quarantine, then p=reject.',
    );
  }
  return { state: 'ok', found, fix: null, hints };
}
