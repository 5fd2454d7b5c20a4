import { expect, test } from 'vitest';
import { collectEvents } from '../collect/index.ts';
import { readMigrations, splitStatements, sql } from '../db/index.ts';
import { Appender, createProjection, rebuild } from '../log/index.ts';
import { applyAll, collect, createTestContext, type TestTenant } from '../testing/index.ts';
import { readWidgetUses, widgetUsesStep } from './widget-uses.ts';

const { ctx, clock, newTenant } = await createTestContext();
const counting = createProjection('widget uses', [widgetUsesStep]);
const day = 24 * 60 * 60 * 1_000;

let made = 0;
async function say(tenant: TestTenant, types: string[], properties: object, more: object = {}): Promise<void> {
  await collect(
    ctx,
    tenant.browser,
    types.map((type) => ({ id: `use ${++made}`, type: `widget_${type}`, anonymousId: 'v', properties, ...more })),
  );
  await applyAll(ctx, counting);
}
const usesOf = (tenant: TestTenant, days = 30) => readWidgetUses(ctx, tenant.id, days);

test('each variation of each form has its own counts, sorted by views, with variations of a form together', async () => {
  const tenant = await newTenant();
  const form = { widget: 'newsletter', formId: 'footer' };
  await say(tenant, ['viewed', 'viewed', 'started', 'submitted', 'succeeded'], { ...form, variation: 'a' });
  await say(tenant, ['viewed', 'viewed', 'viewed', 'viewed', 'submitted', 'failed'], { ...form, variation: 'b' });
  await say(tenant, ['viewed', 'viewed', 'viewed', 'viewed', 'viewed', 'dismissed'], { widget: 'push_permission' });
  await say(tenant, ['viewed'], { ...form, formId: 'popup' });
  const none = { viewed: 0, started: 0, submitted: 0, succeeded: 0, failed: 0, dismissed: 0 };
  expect(await usesOf(tenant)).toEqual([
    { ...form, variation: 'a', ...none, viewed: 2, started: 1, submitted: 1, succeeded: 1, rate: 0.5 },
    { ...form, variation: 'b', ...none, viewed: 4, submitted: 1, failed: 1, rate: 0 },
    { widget: 'push_permission', formId: null, variation: null, ...none, viewed: 5, dismissed: 1, rate: 0 },
    { ...form, formId: 'popup', variation: null, ...none, viewed: 1, rate: 0 },
  ]);
});

test('a success that was never seen has no rate, an event counts once, and other shops count for themselves', async () => {
  const [tenant, other] = [await newTenant(), await newTenant()];
  await say(tenant, ['succeeded'], { widget: 'newsletter' }, { id: 'the same' });
  await say(tenant, ['succeeded'], { widget: 'newsletter' }, { id: 'the same' });
  expect(await usesOf(tenant)).toMatchObject([{ succeeded: 1, rate: null }]);
  expect(await usesOf(other)).toEqual([]);
});

test('only the days that are asked for count, by the time at which it happened', async () => {
  const tenant = await newTenant();
  await say(tenant, ['viewed'], { widget: 'newsletter' });
  clock.advance(10 * day);
  await say(tenant, ['viewed', 'viewed'], { widget: 'newsletter' });
  expect((await usesOf(tenant, 10))[0]!.viewed).toBe(2);
  expect((await usesOf(tenant, 11))[0]!.viewed).toBe(3);
});

test('bots, other events and what names no widget count nothing', async () => {
  const tenant = await newTenant();
  const seen = { id: 'bot', type: 'widget_viewed', anonymousId: 'v', properties: { widget: 'newsletter' } };
  await collectEvents(ctx, new Appender(ctx.db), tenant.browser, JSON.stringify({ events: [seen] }), {
    userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1)',
  });
  await say(tenant, ['closed'], { widget: 'newsletter' });
  await collect(ctx, tenant.browser, [{ id: 'odd', type: 'widget_viewed', anonymousId: 'v', properties: {} }]);
  await applyAll(ctx, counting);
  expect(await usesOf(tenant)).toEqual([]);
  // The catalog asks for the name of the widget.
  expect(await ctx.db.query(sql`select code from quarantine where tenant_id = ${tenant.id}`)).toHaveLength(1);
});

test('reading the log again gives the same numbers', async () => {
  const tenant = await newTenant();
  await say(tenant, ['viewed', 'succeeded'], { widget: 'newsletter', formId: 'x' });
  const before = await usesOf(tenant);
  await rebuild(ctx, counting);
  await applyAll(ctx, counting);
  expect(await usesOf(tenant)).toEqual(before);
});

test('events from before the renaming count with their variation, and name errors as today', async () => {
  const tenant = await newTenant();
  const form = { widget: 'newsletter', formId: 'footer' };
  await say(tenant, ['viewed'], { ...form, variant: 'a' });
  await say(tenant, ['failed'], { ...form, variant: 'a', error: 'Away' });
  await say(tenant, ['failed'], { ...form, error: 'constructor' });
  await say(tenant, ['viewed'], { ...form, variation: 'a' });

  for (const { name, text } of await readMigrations()) {
    if (!/rename_widget_errors|rename_variants_of_forms/.test(name)) continue;
    for (const statement of splitStatements(text)) {
      if (!/rename column/.test(statement)) await ctx.db.query(sql.trusted(statement));
    }
  }
  const rows = await ctx.db.query<{ properties: object }>(
    sql`select properties from events where tenant_id = ${tenant.id} order by seq`,
  );
  expect(rows.map(({ properties }) => properties)).toEqual([
    { ...form, variation: 'a' },
    { ...form, variation: 'a', error: 'network_unavailable' },
    { ...form, error: 'constructor' },
    { ...form, variation: 'a' },
  ]);
  await expect(ctx.db.query(sql`update events set properties = '{}'`)).rejects.toThrow(/append-only/);
  await rebuild(ctx, counting);
  await applyAll(ctx, counting);
  expect(await usesOf(tenant)).toMatchObject([
    { ...form, variation: 'a', viewed: 2, failed: 1 },
    { ...form, variation: null, viewed: 0, failed: 1 },
  ]);
});
