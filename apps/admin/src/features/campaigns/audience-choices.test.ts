import type { AudienceBox } from '@beckon/contract';
import { expect, test } from 'vitest';
import { choicesOf, choose, chosenIn, namedByHand } from './audience-choices.ts';

const boxes: AudienceBox[] = [
  { kind: 'segment', segment: 'newsletter' },
  { kind: 'got_campaign', campaign: 'cmp_1' },
  { kind: 'did_not_open', campaign: 'cmp_2' },
  { kind: 'contacts', contacts: ['ctc_1', 'ctc_2'] },
];

test('what is chosen in a list becomes the same boxes again, and contacts named by hand stay', () => {
  expect(choose(boxes, chosenIn(boxes))).toEqual(boxes);
  expect(choose(boxes, ['segment:seg_9'])).toEqual([{ kind: 'segment', segment: 'seg_9' }, boxes[3]]);
  expect(namedByHand(boxes)).toBe(2);
});

test('a set that was chosen and is gone stays in the list, to be removed', () => {
  const groups = choicesOf([{ id: 'newsletter', name: 'Newsletter' }], [], chosenIn(boxes.slice(0, 2)));
  expect(groups).toEqual([
    { group: 'Segments', items: [{ value: 'segment:newsletter', label: 'Newsletter' }] },
    { group: 'Not found', items: [{ value: 'got_campaign:cmp_1', label: 'got_campaign:cmp_1 (not found)' }] },
  ]);
});
