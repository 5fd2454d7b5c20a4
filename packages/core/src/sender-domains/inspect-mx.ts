import type { Dns } from '../ports/index.ts';
import { missing, unavailable, type Verdict } from './finding.ts';

/** Whether a domain takes mail: bounce mails and replies go there, and some receivers refuse mail from others. */
export async function inspectMx(dns: Dns, domain: string): Promise<Verdict> {
  const answer = await dns.readMx(domain);
  if (answer.outcome === 'unavailable') return unavailable(answer.reason);
  if (answer.outcome === 'none') {
    return missing(
      'Name the server that takes mail for this domain: replies and bounce mails go to the sender address.',
    );
  }
  // RFC 7505: a single dot says that the domain takes no mail.
  if (answer.values.some((host) => host === '' || host === '.')) {
    const fix = 'It says that this domain takes no mail. Receivers refuse mail from such a domain.';
    return { state: 'differs', found: answer.values, fix };
  }
  return { state: 'ok', found: answer.values, fix: null };
}
