import type { WidgetUse } from '@beckon/contract';
import type { TestedForm } from './api/widget-experiment-query.ts';

/** The forms of which at least two variations were viewed. */
export function testedForms(uses: readonly WidgetUse[]): TestedForm[] {
  const viewed = uses.filter(
    ({ formId, variation, viewed: views }) => formId !== null && variation !== null && views > 0,
  );
  const byForm = Map.groupBy(viewed, ({ widget, formId }) => JSON.stringify([widget, formId]));
  return [...byForm.values()]
    .filter((variations) => variations.length > 1)
    .map(([first]) => ({ widget: first!.widget, formId: first!.formId! }));
}
