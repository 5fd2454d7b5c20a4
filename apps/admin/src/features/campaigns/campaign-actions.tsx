import type { CampaignDetail } from '@beckon/contract';
import { counted } from '../../parts/format/number.ts';
import { ConfirmButton } from '../../parts/screen/confirm-button.tsx';
import { type Deed, useCampaignDeed } from './api/use-campaign-deeds.ts';

type Offer = { deed: Deed; label: string; question: string };

/** What can be done to a launched campaign now, each after a question. */
export function CampaignActions({ campaign }: { campaign: CampaignDetail }) {
  return offersOf(campaign).map((offer) => <DeedButton key={offer.deed} campaign={campaign} offer={offer} />);
}

function DeedButton({ campaign: { id, name }, offer }: { campaign: CampaignDetail; offer: Offer }) {
  const { mutate, isPending } = useCampaignDeed(id, offer.deed);
  return (
    <ConfirmButton
      label={offer.label}
      about={`${offer.label}: ${name}`}
      question={offer.question}
      isBusy={isPending}
      onConfirm={() => mutate()}
    />
  );
}

export function offersOf({ status, pauseReason, launchedAt, stoppedAt, progress }: CampaignDetail): Offer[] {
  const { waiting, failed } = progress;
  const pause: Offer = {
    deed: 'pause',
    label: 'Pause',
    question: 'No message begins to be sent after this. Resume goes on at the same place.',
  };
  const stop: Offer = {
    deed: 'stop',
    label: 'Stop',
    question: `This ends the campaign. ${counted(waiting, 'recipient')} who ${waiting === 1 ? 'waits is' : 'wait are'} skipped.`,
  };
  switch (status) {
    case 'scheduled':
      return [
        {
          deed: 'unschedule',
          label: 'Back to draft',
          question: 'It does not begin at its time. You can change it and launch it again.',
        },
        pause,
      ];
    case 'sending':
      return [pause, stop];
    case 'paused': {
      const isBraked = pauseReason === 'bounce_rate' || pauseReason === 'complaint_rate';
      const resume: Offer = {
        deed: 'resume',
        label: 'Resume',
        question: isBraked
          ? `It goes on without its brake: ${counted(waiting, 'recipient')} still ${waiting === 1 ? 'waits' : 'wait'}.`
          : 'It goes on where it stopped. Its messages begin to be sent at once, within its pace.',
      };
      return launchedAt === null ? [resume] : [resume, stop];
    }
    case 'sent':
      if (stoppedAt === null && failed === 0) return [];
      return [
        {
          deed: 'sendMissing',
          label: 'Send to the missing',
          question:
            'It is sent once more to recipients who were skipped by a stop, and to those where it failed without a bounce. Where it may have arrived it is not sent again.',
        },
      ];
    default:
      return [];
  }
}
