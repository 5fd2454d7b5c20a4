import { expect, test } from 'vitest';
import { sql } from '../db/index.ts';
import { createProjection } from '../log/index.ts';
import { applyAll, collect, createTestContext, type TestTenant } from '../testing/index.ts';
import { reportWidgetExperiment } from './widget-experiment.ts';
import { widgetUsesStep } from './widget-uses.ts';

const { ctx, clock, newTenant } = await createTestContext();
const counting = createProjection('widget uses', [widgetUsesStep]);
const form = { widget: 'newsletter', form: 'popup', days: 30 };

let made = 0;
async function say(tenant: TestTenant, type: string, variation: string, times: number): Promise<void> {
  const properties = { widget: 'newsletter', formId: 'popup', variation };
  const events = Array.from({ length: times }, () => ({
    ...{ id: `use ${++made}`, type: `widget_${type}`, anonymousId: 'v', properties },
  }));
  await collect(ctx, tenant.browser, events);
  await applyAll(ctx, counting);
}

test('the variations of a form are compared by views and successes, with the intervals of all experiments', async () => {
  const tenant = await newTenant();
  await say(tenant, 'viewed', 'short', 40);
  await say(tenant, 'viewed', 'long', 44);
  await say(tenant, 'succeeded', 'short', 4);
  await say(tenant, 'succeeded', 'long', 2);
  const few = await reportWidgetExperiment(ctx, tenant.id, form);
  expect(few.variations).toMatchObject([
    { key: 'long', viewed: 44, succeeded: 2, interval: null, difference: null },
    { key: 'short', viewed: 40, succeeded: 4, value: 0.1, interval: null, difference: null },
  ]);
  expect(few.verdict).toBe(
    'short has the higher success rate so far: long 4.5%, short 10.0%. It is too early to say more.',
  );
  await ctx.db.query(sql`
    update widget_uses set viewed = 1000, succeeded = case variation when 'short' then 180 else 60 end
    where tenant_id = ${tenant.id}`);
  const many = await reportWidgetExperiment(ctx, tenant.id, form);
  expect(many.variations[1]!.difference).toMatchObject({ value: expect.closeTo(0.12, 6), isShown: true });
  expect(many.variations[1]!.difference!.low).toBeGreaterThan(0.06);
  expect(many.verdict).toContain('The difference is unlikely to be chance.');
  expect(many.rule).toContain('however often');
});

test('variations that are not shown equally often are reported', async () => {
  const tenant = await newTenant();
  await say(tenant, 'viewed', 'short', 1);
  await say(tenant, 'viewed', 'long', 1);
  await ctx.db.query(sql`
    update widget_uses set viewed = case variation when 'short' then 600 else 400 end where tenant_id = ${tenant.id}`);
  expect(await reportWidgetExperiment(ctx, tenant.id, form)).toMatchObject({
    sampleRatio: { isOff: true },
    verdict: expect.stringMatching(/^Do not trust these figures/),
  });
});

test('a form without two variations that were viewed in these days has no experiment', async () => {
  const tenant = await newTenant();
  await say(tenant, 'viewed', 'short', 5);
  await say(tenant, 'viewed', '', 5);
  const report = () => reportWidgetExperiment(ctx, tenant.id, form);
  await expect(report()).rejects.toMatchObject({ code: 'not_found' });
  await say(tenant, 'viewed', 'long', 5);
  expect((await report()).variations).toHaveLength(2);
  clock.advance(31 * 24 * 3_600_000);
  await expect(report()).rejects.toMatchObject({ code: 'not_found' });
});
