import type { Segment, SegmentEvaluation } from '@beckon/contract';
import { counted } from '../../parts/format/number.ts';

/** How contacts come into a segment. */
export const kindWords: Record<Segment['kind'], { label: string; about: string }> = {
  built_in: { label: 'Built in', about: 'Every shop has it. It cannot be changed.' },
  dynamic: { label: 'By filter', about: 'Contacts enter and leave as they match the filter.' },
  static: { label: 'By hand', about: 'Contacts are added and removed by hand.' },
};

/** How far the evaluation after a change is: 0 to 100, or null while the filter is being compared. */
export function progressOf({ changing, remaining }: SegmentEvaluation): number | null {
  if (changing === null || remaining === null) return null;
  return changing === 0 ? 100 : Math.round(((changing - remaining) / changing) * 100);
}

/** `Being evaluated: 120 contacts still enter or leave` */
export function evaluationPhrase({ remaining }: SegmentEvaluation): string {
  if (remaining === null) return 'Being evaluated: the filter is compared with all contacts';
  return `Being evaluated: ${counted(remaining, 'contact')} still ${remaining === 1 ? 'enters or leaves' : 'enter or leave'}`;
}
