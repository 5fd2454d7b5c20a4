import type { CampaignDefinition, DeliveryCounts } from '@beckon/contract';
import type { PauseReason } from './tables.ts';

/**
 * Whether a campaign has to be paused because too many of its messages bounce or are complained about.
 * @returns the reason; null: it may go on
 * @example
 * findBrake({ bounces: 5, complaints: 0.3, minSent: 200 }, { sent: 200, bounced: 11, complained: 0 }); // 'bounce_rate'
 */
export function findBrake(
  brake: CampaignDefinition['brake'],
  { sent, bounced, complained }: Pick<DeliveryCounts, 'sent' | 'bounced' | 'complained'>,
): Extract<PauseReason, 'bounce_rate' | 'complaint_rate'> | null {
  if (brake === null || sent < brake.minSent) return null;
  if (bounced * 100 > brake.bounces * sent) return 'bounce_rate';
  return complained * 100 > brake.complaints * sent ? 'complaint_rate' : null;
}
