import type { SenderDomainRecord } from '@beckon/contract';

/** What a check has found of one record. */
export type Finding = Pick<SenderDomainRecord, 'purpose' | 'name' | 'found' | 'fix' | 'hints'> & {
  state: NonNullable<SenderDomainRecord['state']>;
};

/** Finding, without what the caller knows: which record it is about. */
export type Verdict = Pick<Finding, 'state' | 'fix'> & { found: readonly string[]; hints?: readonly string[] };

export const missing = (fix: string): Verdict => ({ state: 'missing', found: [], fix });

/** A check that could not ask says nothing about the record. */
export const unavailable = (reason: string): Verdict => ({
  state: 'unavailable',
  found: [],
  fix: `The DNS servers of the domain gave no answer (${reason}). Check again later.`,
});

/** Maximum records, and characters of each, that are shown. */
const maxShown = { records: 10, length: 600 } as const;

/** A finding as it is kept: anyone can put anything into DNS. */
export function toFinding({ purpose, name }: Pick<Finding, 'purpose' | 'name'>, verdict: Verdict): Finding {
  const { state, fix, hints = [] } = verdict;
  const found = verdict.found
    .slice(0, maxShown.records)
    .map((text) => text.slice(0, maxShown.length).replaceAll('\0', '').toWellFormed());
  return { purpose, name, state, found, fix, hints: [...hints] };
}
