import type { DnsAnswer } from '../ports/index.ts';
import { missing, unavailable, type Verdict } from './finding.ts';
import { readTags } from './tags.ts';

export const dkimRecord = (publicKey: string): string => `v=DKIM1; k=rsa; p=${publicKey}`;

/** Whether the record of a key is in DNS so that receivers can verify by it (RFC 6376). */
export function judgeDkim(publicKey: string, answer: DnsAnswer): Verdict {
  if (answer.outcome === 'unavailable') return unavailable(answer.reason);
  if (answer.outcome === 'none')
    return missing('Add this record. Until it is there, mails are sent without a signature.');
  const found = answer.values;
  const differs = (fix: string): Verdict => ({ state: 'differs', found, fix });
  if (found.length > 1)
    return differs('Several records have this name, and receivers may read any. Keep only this one.');
  const tags = readTags(found[0]!);
  const list = (name: string) =>
    tags
      .get(name)
      ?.split(':')
      .map((each) => each.trim().toLowerCase());
  const key = tags.get('p')?.replaceAll(/\s/g, '') ?? '';
  if (key !== publicKey) {
    return differs(
      key !== '' && publicKey.startsWith(key)
        ? 'The key was cut off. Enter the whole value; where a field takes 255 characters, split it into several quoted strings.'
        : 'Another key is there. Replace the value.',
    );
  }
  const isUsable =
    (tags.get('v') ?? 'DKIM1') === 'DKIM1' &&
    (tags.get('k') ?? 'rsa').toLowerCase() === 'rsa' &&
    (list('h')?.includes('sha256') ?? true) &&
    (list('s')?.some((service) => service === '*' || service === 'email') ?? true);
  if (!isUsable) return differs('The key is right, but its other tags refuse our signatures. Replace the value.');
  const isTest = list('t')?.includes('y') ?? false;
  const hints = isTest ? ['The tag t=y says that this is a test: receivers may ignore signatures. Remove it.'] : [];
  return { state: 'ok', found, fix: null, hints };
}
