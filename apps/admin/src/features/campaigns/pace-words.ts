import type { CampaignDefinition } from '@beckon/contract';
import { counted } from '../../parts/format/number.ts';
import { formatDuration } from '../../parts/format/time.ts';

type Pace = Pick<CampaignDefinition, 'window' | 'throttle' | 'warmUp' | 'brake'>;

/** What is set about the pace, in one sentence: `As fast as it goes; paused above 5 % bounces or 0.3 % complaints.` */
export function paceSummary({ window, throttle, warmUp, brake }: Pace): string {
  const limits = [
    window && `between ${window.from} and ${window.until}`,
    throttle && `at most ${counted(throttle.max, 'message')} within ${formatDuration(throttle.seconds)}`,
    warmUp && `${counted(warmUp.first, 'message')} on the first day, then ${warmUp.growth} % more each day`,
  ].filter((limit) => limit !== null);
  const pace = limits.length === 0 ? 'As fast as it can be sent' : startSentence(limits.join('; '));
  return brake === null
    ? `${pace}; never paused by itself.`
    : `${pace}; paused above ${brake.bounces} % bounces or ${brake.complaints} % complaints.`;
}

const startSentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
