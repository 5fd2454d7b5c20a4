import type { CampaignPreview } from '@beckon/contract';
import { campaignDefinitionSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { obstacleOf, questionOf } from './launch-words.ts';

const preview: CampaignPreview = {
  recipients: 1_240,
  heldBack: [
    { reason: 'no_consent', text: 'No consent.', count: 30 },
    { reason: 'suppressed', text: 'Suppressed.', count: 2 },
  ],
  delayed: [],
  isEstimate: false,
  zones: [],
  warnings: ['Only few contacts would get it.'],
  faults: [],
  takenAt: '2026-11-01T00:00:00.000Z',
};
const approval = { isNeeded: false, isGiven: false, by: null };

test('it is launched when it is saved, counted, complete and approved; a warning is no obstacle', () => {
  expect(obstacleOf({ approval }, preview, false)).toBeNull();
  expect(obstacleOf({ approval }, preview, true)).toMatch(/^Save/);
  expect(obstacleOf({ approval }, undefined, false)).toMatch(/counted/);
  expect(obstacleOf({ approval }, { ...preview, faults: ['choose a message'] }, false)).toMatch(/missing/);
  const needed = { ...approval, isNeeded: true };
  expect(obstacleOf({ approval: needed }, preview, false)).toMatch(/approve/);
  expect(obstacleOf({ approval: { ...needed, isGiven: true } }, preview, false)).toBeNull();
});

test('the question before the launch says how many and when', () => {
  const definition = campaignDefinitionSchema.parse({});
  expect(questionOf({ definition }, preview)).toBe(
    'It is sent to 1,240 recipients at once. Of them 32 contacts would be skipped.',
  );
  expect(questionOf({ definition }, { ...preview, heldBack: [], recipients: 1 })).toBe(
    'It is sent to 1 recipient at once.',
  );
});
