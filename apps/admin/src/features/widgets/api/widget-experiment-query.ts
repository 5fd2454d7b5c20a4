import { queryOptions } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';

export type TestedForm = { widget: string; formId: string };

/** How the variations of a form compare in the last `days` days. */
export const widgetExperimentQuery = ({ widget, formId: form }: TestedForm, days: number) =>
  queryOptions({
    queryKey: ['experiments', 'widget', widget, form, days],
    queryFn: ({ signal }) => beckon.reportWidgetExperiment({ query: { form, widget, days }, signal }),
    meta: { follows: 'events' },
  });
