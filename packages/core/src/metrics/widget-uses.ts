import type { WidgetUse } from '@beckon/contract';
import { sql } from '../db/index.ts';
import type { Id } from '../lib/index.ts';
import type { LoggedEvent, ProjectionStep } from '../log/index.ts';
import type { AnyContext, Context, Statement, Transaction } from '../ports/index.ts';

const steps = ['viewed', 'started', 'submitted', 'succeeded', 'failed', 'dismissed'] as const;
const stepOf = new Map<string, (typeof steps)[number]>(steps.map((step) => [`widget_${step}`, step]));

/** Maximum forms and variations in a report; a client with the public key can send any number of names. */
const maxRows = 200;

/** Counts what happened in widgets. Bots are left out: they are shown everything and use nothing. */
export const widgetUsesStep: ProjectionStep = {
  apply: (ctx, events) => count(ctx, events, sql.trusted('widget_uses')),
  async clear(ctx) {
    await ctx.db.query(sql`delete from widget_uses`);
    await ctx.db.query(sql`insert into widget_uses select * from retired_widget_uses`);
  },
  retire: (ctx, events) => count(ctx, events, sql.trusted('retired_widget_uses')),
};

async function count(ctx: Context<Transaction>, events: readonly LoggedEvent[], table: Statement): Promise<void> {
  const rows = events.flatMap(({ tenantId, type, properties, context, occurredAt }) => {
    const step = stepOf.get(type);
    if (!step || typeof properties.widget !== 'string' || context.bot === true) return [];
    const [formId, variation] = [properties.formId, properties.variation].map((name) =>
      typeof name === 'string' ? name : '',
    );
    return [{ tenantId, widget: properties.widget, formId, variation, day: occurredAt.slice(0, 10), step }];
  });
  if (rows.length === 0) return;
  const counts = sql.trusted(steps.map((step) => `count(*) filter (where step = '${step}')`).join(', '));
  const sums = sql.trusted(steps.map((step) => `${step} = w.${step} + excluded.${step}`).join(', '));
  // In one order for all: two batches that count the same forms never wait for each other in a circle.
  await ctx.db.query(sql`
    insert into ${table} as w (tenant_id, day, widget, form_id, variation, ${sql.trusted(steps.join(', '))})
    select "tenantId", day, widget, "formId", variation, ${counts}
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
      as r ("tenantId" text, widget text, "formId" text, variation text, day date, step text)
    group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
    on conflict (tenant_id, day, widget, form_id, variation) do update set ${sums}`);
}

/** What came of each form, and of each variation of its test, in the last days (UTC) up to today; what was seen most comes first. */
export async function readWidgetUses(ctx: AnyContext, tenantId: Id<'ten'>, days: number): Promise<WidgetUse[]> {
  const since = new Date(ctx.clock.now().getTime() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
  const sums = sql.trusted(steps.map((step) => `sum(${step})::bigint as ${step}`).join(', '));
  const rows = await ctx.db.query<Omit<WidgetUse, 'rate'>>(sql`
    select widget, nullif(form_id, '') as "formId", nullif(variation, '') as variation, ${sums}
    from widget_uses where tenant_id = ${tenantId} and day >= ${since}::date
    group by widget, form_id, variation
    order by sum(sum(viewed)) over (partition by widget, form_id) desc, widget, form_id, variation limit ${maxRows}`);
  return rows.map((row) => ({ ...row, rate: row.viewed > 0 ? row.succeeded / row.viewed : null }));
}
