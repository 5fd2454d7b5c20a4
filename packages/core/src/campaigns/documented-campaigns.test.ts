import { readFile } from 'node:fs/promises';
import { campaignDefinitionSchema, newCampaignSchema } from '@beckon/contract';
import { expect, test } from 'vitest';
import { createTestContext } from '../testing/index.ts';
import { findBrake } from './brake.ts';
import { createCampaign } from './index.ts';

const { ctx, newTenant } = await createTestContext();
const page = await readFile(new URL('../../../../docs/marketing/campaigns.md', import.meta.url), 'utf8');

test('the definitions on the page about campaigns can be saved', async () => {
  const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => JSON.parse(text!));
  expect(examples).toHaveLength(2);
  const tenant = await newTenant();
  for (const definition of examples) {
    const given = newCampaignSchema.parse({ name: 'Example', definition });
    expect(await createCampaign(ctx, tenant.id, 'test', given)).toMatchObject({ status: 'draft' });
  }
});

test('the page names the boxes and schedules, and the rates of the brake that apply if none are given', () => {
  const kinds = [...page.matchAll(/"kind": "(\w+)"/g)].map(([, kind]) => kind);
  for (const kind of ['segment', 'got_campaign', 'did_not_open', 'contacts', 'now', 'at', 'local'])
    expect(kinds).toContain(kind);
  const { brake } = campaignDefinitionSchema.parse({});
  expect(page).toContain(
    `more than ${brake!.bounces} % of at least ${brake!.minSent} messages bounce, or ${brake!.complaints} % bring a complaint`,
  );
  const at = (bounced: number, complained: number, sent = 200) => findBrake(brake, { sent, bounced, complained });
  expect([at(10, 0), at(11, 0), at(0, 0, 1_000), at(0, 3, 1_000), at(0, 4, 1_000), at(199, 199, 199)]).toEqual([
    ...[null, 'bounce_rate', null, null, 'complaint_rate', null],
  ]);
});
