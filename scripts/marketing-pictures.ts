import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunningBeckon } from '@beckon/test-setup/start-beckon';
import type { Page } from 'playwright-core';
import type { ResponseOf } from '../packages/contract/src/index.ts';
import { makeCampaigns } from './campaign-pictures.ts';
import { root } from './run.ts';

type DevelopmentFacts = RunningBeckon['dev'];

/**
 * Takes the pictures of `docs/marketing`: a flow with contacts inside, a segment with its members, and campaigns.
 * @param admin a page that is signed in to the admin app of a shop with seeded data
 * @param segment the id of the segment, created before the shop had contacts
 */
export async function takeMarketingPictures(admin: Page, dev: DevelopmentFacts, segment: string): Promise<void> {
  const flow = await letContactsEnter(dev);
  await untilFilled(dev, segment);
  await take(admin, `${dev.adminUrl}flows/${flow}`, 'Welcome', 'flows.jpg', 1_400);
  await take(admin, `${dev.adminUrl}segments/${segment}`, 'At risk', 'segments.jpg', 900);
  await takeCampaignPictures(admin, dev);
}

/** The draft of a campaign beside its preview, and the report of one that was read. */
export async function takeCampaignPictures(admin: Page, dev: DevelopmentFacts): Promise<void> {
  const { draft, sent } = await makeCampaigns(dev, (path, body, key) => call(dev, path, body, key));
  await take(admin, `${dev.adminUrl}campaigns/${draft}`, 'Summer preview', 'campaign-draft.jpg', 1_060);
  await take(admin, `${dev.adminUrl}campaigns/${sent}`, 'Spring news', 'campaign-report.jpg', 1_240);
}

async function take(admin: Page, url: string, heading: string, file: string, height: number): Promise<void> {
  await admin.setViewportSize({ width: 1_280, height });
  await admin.goto(url);
  await admin.getByRole('heading', { level: 1, name: heading }).waitFor();
  await admin.waitForTimeout(2_500);
  await writeFile(join(root, 'docs/images', file), await admin.screenshot({ type: 'jpeg', quality: 84, scale: 'css' }));
}

/** Subscribers and others register: some are greeted at once, the others wait for their sign-up. */
async function letContactsEnter(dev: DevelopmentFacts): Promise<string> {
  const { data } = await call<ResponseOf<'listContacts'>>(dev, '/api/v1/contacts?segment=newsletter&limit=34');
  const emails = [...data.map(({ email }) => email!), ...Array.from({ length: 12 }, (_, n) => `new.${n}@example.com`)];
  const events = emails.map((email, index) => ({ id: `registers ${index}`, type: 'contact_created', email }));
  await call(dev, '/api/v1/events', { events }, dev.secretKey);
  for (let tries = 0; tries < 60; tries++) {
    const flows = await call<ResponseOf<'listFlows'>>(dev, '/api/v1/flows');
    const welcome = flows.data.find(({ key }) => key === 'welcome')!;
    if (welcome.runs.active === emails.length) return welcome.id;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the contacts did not enter the flow');
}

export async function createSegment(dev: DevelopmentFacts): Promise<string> {
  const { id } = await call<ResponseOf<'createSegment'>>(dev, '/api/v1/segments', {
    name: 'At risk',
    description: 'Good customers who have not come back for two weeks.',
    definition: {
      version: 1,
      filter: {
        kind: 'and',
        filters: [
          { kind: 'field', field: 'lifetimeValue', comparison: { operator: 'greater_than', value: 10_000 } },
          { kind: 'field', field: 'orderCount', comparison: { operator: 'greater_than', value: 1 } },
          {
            kind: 'field',
            field: 'lastSeenAt',
            comparison: { operator: 'more_than_ago', amount: 14, unit: 'days' },
          },
          {
            kind: 'or',
            filters: [
              { kind: 'segment', segment: 'newsletter' },
              { kind: 'consent', type: 'sms', state: 'granted' },
            ],
          },
        ],
      },
    },
  });
  return id;
}

async function untilFilled(dev: DevelopmentFacts, segment: string): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    const { evaluation, contactCount } = await call<ResponseOf<'readSegment'>>(dev, `/api/v1/segments/${segment}`);
    if (evaluation === null && contactCount.value > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('the segment has no members');
}

async function call<T>(dev: DevelopmentFacts, path: string, body?: object, key = dev.apiKey): Promise<T> {
  const answer = await fetch(dev.apiUrl + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}
