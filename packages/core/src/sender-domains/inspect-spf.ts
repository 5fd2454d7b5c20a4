import type { Dns, SpfNeed } from '../ports/index.ts';
import { missing, unavailable, type Verdict } from './finding.ts';

/** Lookups that receivers make for one record (RFC 7208, 4.6.4). */
const maxLookups = 10;

const isSpf = (text: string) => /^v=spf1(\s|$)/i.test(text);

/**
 * Whether the SPF record of a domain can be evaluated, and lets our mail server send.
 * @param need null where it cannot be known
 */
export async function inspectSpf(dns: Dns, domain: string, need: SpfNeed | null): Promise<Verdict> {
  const answer = await dns.readTxt(domain);
  if (answer.outcome === 'unavailable') return unavailable(answer.reason);
  const found = answer.outcome === 'found' ? answer.values.filter(isSpf) : [];
  const [record] = found;
  if (record === undefined)
    return missing(need ? 'Add this record.' : `Add a record that names your mail server. ${unknownServer}`);
  const differs = (fix: string): Verdict => ({ state: 'differs', found, fix });
  if (found.length > 1) return differs('There are several SPF records, which counts as an error. Join them into one.');
  const walk: Walk = { dns, lookups: 0, mechanisms: new Set(), fault: null };
  await follow(walk, record, true);
  if (walk.fault) return walk.fault.isFinal ? differs(walk.fault.text) : unavailable(walk.fault.text);
  if (walk.lookups > maxLookups) {
    return differs(
      `It needs more than ${maxLookups} DNS lookups, which counts as an error. Remove includes of services that you no longer use.`,
    );
  }
  const hints: string[] = [];
  if (termsOf(record).some((term) => /^\+?all$/.test(term))) {
    hints.push('It ends with +all, which lets every server in the world send for you. Use ~all or -all.');
  }
  if (!need) hints.push(unknownServer);
  else if (!walk.mechanisms.has(need.mechanism)) {
    if (need.isCertain) return { ...differs(`Add ${need.mechanism} before its end.`), hints };
    hints.push(`It does not contain ${need.mechanism}. ${unknownServer}`);
  }
  return { state: 'ok', found, fix: null, hints };
}

const unknownServer =
  'Beckon cannot know the addresses from which your mail server sends: ask its provider what the SPF record must contain.';

type Walk = {
  dns: Dns;
  lookups: number;
  mechanisms: Set<string>;
  fault: { text: string; isFinal: boolean } | null;
};

const termsOf = (record: string) => record.toLowerCase().split(/\s+/).slice(1).filter(Boolean);

/** Counts the lookups of a record and of those that it includes. Stops at what no receiver would go beyond. */
async function follow(walk: Walk, record: string, isOwn: boolean): Promise<void> {
  const terms = termsOf(record);
  for (const term of terms) {
    const mechanism = term.replace(/^[+?~-]/, '');
    if (isOwn) walk.mechanisms.add(mechanism);
    if (/^(a|mx|ptr)([:/]|$)|^exists:/.test(mechanism)) walk.lookups++;
    const [, target] = /^include:(.+)$/.exec(mechanism) ?? /^redirect=(.+)$/.exec(mechanism) ?? [];
    if (target === undefined) continue;
    const isRedirect = mechanism.startsWith('redirect=');
    // It counts only where nothing else decides.
    if (isRedirect && terms.some((other) => /^[+?~-]?all$/.test(other))) continue;
    walk.lookups++;
    if (walk.lookups > maxLookups || walk.fault) return;
    // A macro depends on the mail.
    if (!target.includes('%')) await followTarget(walk, target, isOwn && isRedirect);
    if (walk.lookups > maxLookups || walk.fault) return;
  }
}

async function followTarget(walk: Walk, target: string, isOwn: boolean): Promise<void> {
  const answer = await walk.dns.readTxt(target);
  if (answer.outcome === 'unavailable') {
    walk.fault = { text: `${target}: ${answer.reason}`, isFinal: false };
    return;
  }
  const records = answer.outcome === 'found' ? answer.values.filter(isSpf) : [];
  if (records.length === 1) await follow(walk, records[0]!, isOwn);
  else {
    const what = records.length === 0 ? 'has no SPF record' : 'has several SPF records';
    walk.fault = { text: `It includes ${target}, which ${what}: that counts as an error. Remove it.`, isFinal: true };
  }
}
