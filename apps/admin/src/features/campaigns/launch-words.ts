import type { CampaignDetail, CampaignPreview } from '@beckon/contract';
import { counted } from '../../parts/format/number.ts';
import { schedulePhrase } from './campaign-words.ts';

/** Why it cannot be launched as it is; null if it can. */
export function obstacleOf(
  { approval }: Pick<CampaignDetail, 'approval'>,
  preview: CampaignPreview | undefined,
  isChanged: boolean,
): string | null {
  if (isChanged) return 'Save your changes first.';
  if (!preview) return 'The recipients are being counted.';
  if (preview.faults.length > 0) return 'The preview says what is missing.';
  if (approval.isNeeded && !approval.isGiven) return 'Another user has to approve this version first.';
  return null;
}

/** How many get it, and when: asked before it is launched. */
export function questionOf({ definition }: Pick<CampaignDetail, 'definition'>, preview: CampaignPreview | undefined) {
  if (!preview) return '';
  const held = preview.heldBack.reduce((sum, { count }) => sum + count, 0);
  const about = preview.isEstimate ? 'about ' : '';
  const skipped = held === 0 ? '' : ` Of them ${about}${counted(held, 'contact')} would be skipped.`;
  return `It is sent to ${counted(preview.recipients, 'recipient')} ${schedulePhrase(definition.schedule)}.${skipped}`;
}
