import { expect, test } from 'vitest';
import { isTest, readSources } from './sources.ts';

/** The tables of a statement: the names after `from`, `join`, `update` and `into`, without functions. */
function tablesOf(statement: string): Set<string> {
  const named = [...statement.matchAll(/\b(?:from|join|update|into)\s+(?:only\s+)?([a-z_]+)\b(?!\s*\()/g)];
  const parts = new Set([...statement.matchAll(/\b([a-z_]+) as (?:materialized )?\(/g)].map(([, name]) => name!));
  const keywords = new Set(['select', 'lateral', 'of', 'set', 'skip']);
  return new Set(named.map(([, name]) => name!).filter((name) => !keywords.has(name) && !parts.has(name)));
}

const core = (await readSources('packages/core/src', /\.ts$/)).filter(({ path }) => !isTest(path));

/** Statements that wait for a row lock. Those that skip locked rows never wait, so their snapshot stays current. */
const locking = core.flatMap(({ path, text }) =>
  [...text.matchAll(/sql`((?:[^`\\]|\\.|\$\{[^}]*\})*)`/g)]
    .map(([, statement]) => statement!)
    .filter((statement) => /for (no key )?update(?! of \w+ skip| skip)/.test(statement))
    .map((statement) => ({ path, statement })),
);

test('a statement that waits for a row lock reads no other table, since it would read a snapshot from before the wait', () => {
  expect(locking.length).toBeGreaterThan(10);
  const faults = locking
    .filter(({ statement }) => tablesOf(statement).size > 1)
    .map(({ path, statement }) => `${path}: ${statement.trim().slice(0, 80)}`);
  expect(faults).toEqual([]);
});

test('only contacts and the gate lock rows of contacts, and an erasure those merged into a contact it has locked', () => {
  const homes = /^packages\/core\/src\/(contacts\/|messages\/gate\.ts|privacy\/request-erasure\.ts)/;
  const others = locking.filter(({ path, statement }) => tablesOf(statement).has('contacts') && !homes.test(path));
  expect(others.map(({ path }) => path)).toEqual([]);
});
