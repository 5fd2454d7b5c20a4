import type { CampaignDetail, GivenCampaignDefinition, NewMessage } from '@beckon/contract';
import { advanceCampaigns } from '@beckon/core/campaigns';
import { sql } from '@beckon/core/db';
import { decideDue } from '@beckon/core/experiments';
import type { Id } from '@beckon/core/lib';
import { sumDeliveryCounts } from '@beckon/core/messages';
import { makeSubscribers, runReadyJobs } from '@beckon/core/testing';
import { expect } from 'vitest';
import { createTestApi, type TestApi } from './test-api.ts';

export type CampaignShop = TestApi & {
  contactIds: Id<'ctc'>[];
  /** Publishes a message. */
  publish(message: Partial<NewMessage> & { key: string }): Promise<void>;
  /** Calls the API, which must answer with success. */
  ask<T = CampaignDetail>(method: string, path: string, body?: object): Promise<T>;
  /** Creates a campaign of the message `news` to all contacts. @returns its id */
  draft(definition?: GivenCampaignDefinition): Promise<string>;
  /** Creates and launches one. */
  launch(definition?: GivenCampaignDefinition): Promise<string>;
  read(id: string): Promise<CampaignDetail>;
  /** What workers do, until nothing is left to do at this moment. */
  work(): Promise<void>;
  /** Lets time pass, in steps, as workers see it. */
  pass(milliseconds: number, step?: number): Promise<void>;
};

/** A shop with subscribers and a published message `news`, whose campaigns are made over HTTP. */
export async function createCampaignShop(subscribers: number): Promise<CampaignShop> {
  const api = await createTestApi();
  const { ctx, clock, tenant, call } = api;
  const contactIds = await makeSubscribers(ctx, tenant.id, subscribers);
  await ctx.db.query(sql`
    update tenants set weekly_cap = 100, postal_address = '1 Shop Street' where id = ${tenant.id}`);

  async function ask<T = CampaignDetail>(method: string, path: string, body?: object): Promise<T> {
    const { status, body: answer } = await call<T>(method, path, body);
    expect(status, `${method} ${path}: ${JSON.stringify(answer)}`).toBeLessThan(300);
    return answer;
  }

  async function publish({ key, ...message }: Partial<NewMessage> & { key: string }): Promise<void> {
    const { id, version } = await ask<{ id: string; version: number }>('POST', '/messages', {
      ...{ key, name: key, channel: 'email', category: 'marketing', language: 'en' },
      contents: { en: { subject: `Subject of ${key}`, body: '<mj-text>News</mj-text>' } },
      ...message,
    });
    await ask('POST', `/messages/${id}/publish`, { version });
  }

  async function draft(definition: GivenCampaignDefinition = {}): Promise<string> {
    const include = [{ kind: 'segment', segment: 'newsletter' }];
    const { id } = await ask('POST', '/campaigns', {
      name: 'Spring',
      definition: { message: 'news', audience: { include }, ...definition },
    });
    return id;
  }

  async function launch(definition: GivenCampaignDefinition = {}): Promise<string> {
    const id = await draft(definition);
    await ask('POST', `/campaigns/${id}/launch`, { version: 1 });
    return id;
  }

  async function work(): Promise<void> {
    for (;;) {
      const moved = await advanceCampaigns(ctx);
      const ran = await runReadyJobs(ctx);
      if (moved === 0 && ran.length === 0) return;
    }
  }

  async function pass(milliseconds: number, step = milliseconds): Promise<void> {
    for (let left = milliseconds; left > 0; left -= step) {
      clock.advance(Math.min(left, step));
      await decideDue(ctx);
      await sumDeliveryCounts(ctx);
      await work();
    }
  }

  await publish({ key: 'news' });
  return { ...api, contactIds, publish, ask, draft, launch, read: (id) => ask('GET', `/campaigns/${id}`), work, pass };
}
