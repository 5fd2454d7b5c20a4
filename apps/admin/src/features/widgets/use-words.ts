import type { WidgetUse } from '@beckon/contract';
import { inWords } from '../../parts/format/words.ts';

const share = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 1 });

/** `Newsletter “footer”`: which form it is. */
export const formName = ({ widget, formId }: Pick<WidgetUse, 'widget' | 'formId'>) =>
  formId === null ? inWords(widget) : `${inWords(widget)} “${formId}”`;

/** `12.5%`, or a dash where nothing was shown. */
export const rateInWords = (rate: number | null) => (rate === null ? '–' : share.format(rate));
