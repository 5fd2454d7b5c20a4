import type { FlowStep } from '@beckon/contract';
import { describe, expect, it } from 'vitest';
import { type Branch, branchesOf, endsRun, joinsOf, widthOf } from './step-branches.ts';

const wait = (id: string): FlowStep => ({ id, kind: 'wait', amount: 1, unit: 'days' });
const exit: FlowStep = { id: 'exit', kind: 'exit' };
const branch = (yes: FlowStep[], no: FlowStep[]): FlowStep => ({
  id: 'branch',
  kind: 'branch',
  filter: { kind: 'waitlist' },
  yes,
  no,
});
const branches = (...lists: FlowStep[][]): Branch[] => lists.map((steps, index) => ({ label: `${index}`, steps }));

it('the parts of a split are named by their share', () => {
  const parts = [2, 1].map((weight) => ({ weight, steps: [] }));
  expect(branchesOf({ id: 'split', kind: 'split', parts }).map(({ label }) => label)).toEqual([
    'Part 1: 66.7%',
    'Part 2: 33.3%',
  ]);
});

it('a branch is as wide as what stands beside each other in it', () => {
  expect(widthOf([])).toBe(1);
  expect(widthOf([wait('a'), wait('b')])).toBe(1);
  expect(widthOf([branch([branch([], [])], [wait('a')]), branch([], [])])).toBe(3);
});

it('no run comes out where all ways end', () => {
  expect(endsRun([wait('a')])).toBe(false);
  expect(endsRun([wait('a'), exit])).toBe(true);
  expect(endsRun([branch([exit], [])])).toBe(false);
  expect(endsRun([branch([exit], [exit])])).toBe(true);
});

describe('the line that brings branches together', () => {
  it('goes from the middle of the first to the middle of the last', () => {
    expect(joinsOf(branches([], [], []))).toEqual([
      { from: 50, to: 100 },
      { from: 0, to: 100 },
      { from: 0, to: 50 },
    ]);
  });

  it('leaves out a branch from which no run comes, and still reaches the middle of all', () => {
    expect(joinsOf(branches([], [exit]))).toEqual([{ from: 50, to: 100 }, null]);
    expect(joinsOf(branches([exit], [exit]))).toEqual([null, null]);
    // The second is twice as wide: the middle of all is in it.
    expect(joinsOf(branches([wait('a')], [branch([exit], [exit])]))).toEqual([
      { from: 50, to: 100 },
      { from: 0, to: 25 },
    ]);
  });

  it('passes a branch in the middle from which no run comes', () => {
    expect(joinsOf(branches([], [exit], []))[1]).toEqual({ from: 0, to: 100 });
  });
});
