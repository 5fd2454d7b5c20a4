import type { WidgetExperiment } from '@beckon/contract';
import { sql } from '../db/index.ts';
import { compareRates } from '../experiments/index.ts';
import { DomainError, type Id } from '../lib/index.ts';
import type { AnyContext } from '../ports/index.ts';
import type { widgetUses } from './tables.ts';

type Row = Pick<typeof widgetUses.$inferSelect, 'variation' | 'viewed' | 'succeeded'>;

/** More variations than a page tests: a client with the public key can send any number of names. */
const maxVariations = 10;

/**
 * Compares the variations of a form over the last days (UTC) up to today, those that were viewed most.
 * @throws DomainError `not_found` for a form of which fewer than two variations were viewed
 */
export async function reportWidgetExperiment(
  ctx: AnyContext,
  tenantId: Id<'ten'>,
  { form: formId, widget, days }: { form: string; widget: string; days: number },
): Promise<WidgetExperiment> {
  const since = new Date(ctx.clock.now().getTime() - (days - 1) * 86_400_000).toISOString().slice(0, 10);
  const rows = await ctx.db.query<Row>(sql`
    select variation, sum(viewed)::float8 as viewed, sum(succeeded)::float8 as succeeded from widget_uses
    where tenant_id = ${tenantId} and day >= ${since}::date and widget = ${widget} and form_id = ${formId}
      and variation <> ''
    group by variation having sum(viewed) > 0 order by sum(viewed) desc, variation limit ${maxVariations}`);
  if (rows.length < 2) throw new DomainError('not_found', 'no two variations of a form with this id were viewed');
  const counts = rows
    .toSorted((one, other) => (one.variation < other.variation ? -1 : 1))
    // A view can succeed twice, such as with two addresses.
    .map(({ variation: key, viewed, succeeded }) => ({ key, of: viewed, successes: Math.min(succeeded, viewed) }));
  const { variations, ...compared } = compareRates(counts);
  return {
    ...{ formId, widget },
    variations: variations.map((compare, index) => {
      const { of: viewed, successes: succeeded } = counts[index]!;
      return { ...compare, viewed, succeeded };
    }),
    ...compared,
  };
}
