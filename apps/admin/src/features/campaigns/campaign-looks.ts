import type { Campaign, CampaignProgress, CampaignRecipient } from '@beckon/contract';
import {
  IconArchive,
  IconCalendarClock,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconHelpCircle,
  IconHourglass,
  IconPlayerPause,
  IconSend,
  IconUrgent,
} from '@tabler/icons-react';
import type { StateLook } from '../../parts/flows/flow-looks.ts';

/** The states of a campaign: told apart by word and icon, not by colour alone. */
export const campaignLooks: Record<Campaign['status'], StateLook> = {
  draft: { label: 'Draft', color: 'gray', icon: IconCircleDashed, about: 'Not launched. It can be changed.' },
  scheduled: { label: 'Scheduled', color: 'blue', icon: IconCalendarClock, about: 'Begins at its time.' },
  sending: { label: 'Sending', color: 'pine', icon: IconSend, about: 'Messages are being sent.' },
  paused: { label: 'Paused', color: 'amber', icon: IconPlayerPause, about: 'No message of it begins to be sent.' },
  sent: { label: 'Sent', color: 'pine', icon: IconCircleCheck, about: 'Every recipient is accounted for.' },
  archived: { label: 'Archived', color: 'gray', icon: IconArchive, about: 'Kept for its figures.' },
};

/** What can become of a recipient. */
export const recipientLooks: Record<CampaignRecipient['state'], StateLook> = {
  sent: { label: 'Sent', color: 'pine', icon: IconCircleCheck, about: 'Handed over, and neither refused nor bounced.' },
  skipped: { label: 'Skipped', color: 'gray', icon: IconCircleMinus, about: 'Not sent, for a reason.' },
  failed: { label: 'Failed', color: 'red', icon: IconUrgent, about: 'Refused or bounced.' },
  uncertain: {
    label: 'Uncertain',
    color: 'amber',
    icon: IconHelpCircle,
    about: 'May have arrived, so that it is not sent again.',
  },
  waiting: { label: 'Waiting', color: 'blue', icon: IconHourglass, about: 'Not sent yet.' },
};

export const recipientStates = Object.keys(recipientLooks) as CampaignRecipient['state'][];

/** The share of the recipients of whom it is known what has become, in whole percent. */
export function percentDone({ recipients, waiting }: CampaignProgress): number {
  return recipients === 0 ? 0 : Math.floor(((recipients - waiting) / recipients) * 100);
}
