import { z } from 'zod';
import type { Endpoint } from './endpoint.ts';
import { wholeListOf } from './pages.ts';

export const widgetUseSchema = z.object({
  widget: z.string(),
  formId: z.string().nullable(),
  variation: z.string().nullable().describe('The variation of an A/B test; null without one.'),
  viewed: z.int(),
  started: z.int(),
  submitted: z.int(),
  succeeded: z.int(),
  failed: z.int(),
  dismissed: z.int(),
  rate: z.number().nullable().describe('Completions divided by views; null without views.'),
});

/** What came of one form, or of one variation of its test. */
export type WidgetUse = z.infer<typeof widgetUseSchema>;

/** The calls about what widgets are used for. */
export const widgetUseEndpoints = {
  readWidgetUses: {
    method: 'get',
    path: '/api/v1/stats/widgets',
    summary: 'Get the numbers of each form and variation. Only visitors who consented to analytics are counted.',
    access: 'metrics.read',
    query: z.strictObject({ days: z.coerce.number().int().min(1).max(1_000).optional() }),
    status: 200,
    response: wholeListOf(widgetUseSchema),
  },
} as const satisfies Record<string, Endpoint>;
