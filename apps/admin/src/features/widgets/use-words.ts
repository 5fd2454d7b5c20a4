import type { WidgetUse } from '@beckon/contract';
import { formatNumber } from '../../parts/format/number.ts';
import { inWords } from '../../parts/format/words.ts';

const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** `Newsletter “footer”`: which form it is. */
export const formName = ({ widget, formId }: Pick<WidgetUse, 'widget' | 'formId'>) =>
  formId === null ? inWords(widget) : `${inWords(widget)} “${formId}”`;

/** `12.5%`, or a dash where nothing was shown. */
export const rateInWords = (rate: number | null) => (rate === null ? '–' : share.format(rate));

/** Minimum number of views for a rate: with fewer, one more click changes it by whole percentage points. */
const enough = 100;

/** What a reader of the rate should know, if anything. */
export function rateHint({ viewed, succeeded }: Pick<WidgetUse, 'viewed' | 'succeeded'>): string | undefined {
  if (viewed >= enough) return undefined;
  return `${formatNumber(succeeded)} of ${formatNumber(viewed)}: too few to tell`;
}
