import type { CampaignDetail } from '@beckon/contract';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { campaignQueryOf, campaignsKey } from './campaign-queries.ts';

type News = { title: string; message: string };

/** What is done to a campaign as a whole, each with what the user is told then. */
const deeds = {
  unschedule: {
    call: (id: string) => beckon.unscheduleCampaign({ params: { id } }),
    news: { title: 'Back to a draft', message: 'Change it, and launch it again.' },
  },
  pause: {
    call: (id: string) => beckon.pauseCampaign({ params: { id } }),
    news: { title: 'Campaign paused', message: 'No message of it begins to be sent until you resume it.' },
  },
  resume: {
    call: (id: string) => beckon.resumeCampaign({ params: { id } }),
    news: { title: 'Campaign resumed', message: 'It goes on where it stopped.' },
  },
  stop: {
    call: (id: string) => beckon.stopCampaign({ params: { id } }),
    news: { title: 'Campaign stopped', message: 'Recipients who have not got it are skipped.' },
  },
  sendMissing: {
    call: (id: string) => beckon.sendMissing({ params: { id } }),
    news: { title: 'Sent to the missing', message: 'It is sent to recipients who have not got it.' },
  },
  archive: {
    call: (id: string) => beckon.archiveCampaign({ params: { id } }),
    news: { title: 'Campaign archived', message: 'The filter “Archived” lists it.' },
  },
} satisfies Record<string, { call: (id: string) => Promise<CampaignDetail>; news: News }>;

export type Deed = keyof typeof deeds;

export function useCampaignDeed(id: string, deed: Deed) {
  const { call, news } = deeds[deed];
  return useChange(id, () => call(id), news);
}

/** Launches the version that the user has seen. */
export function useLaunch(id: string) {
  return useChange(id, (version: number) => beckon.launchCampaign({ params: { id }, body: { version } }), {
    title: 'Campaign launched',
    message: 'Its recipients are fixed when it begins.',
  });
}

/** Approves the version that the user has seen. */
export function useApprove(id: string) {
  return useChange(id, (version: number) => beckon.approveCampaign({ params: { id }, body: { version } }), {
    title: 'Campaign approved',
    message: 'It can be launched. A change ends the approval.',
  });
}

export function useChooseWinner(id: string) {
  return useChange(id, (variation: string) => beckon.chooseCampaignWinner({ params: { id }, body: { variation } }), {
    title: 'Winner chosen',
    message: 'The remaining recipients get it.',
  });
}

function useChange<Input = void>(id: string, call: (input: Input) => Promise<CampaignDetail>, news: News) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: call,
    onSuccess: (campaign) => {
      queries.setQueryData(campaignQueryOf(id).queryKey, campaign);
      notifications.show(news);
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Not changed', message: error.message }),
    onSettled: () => queries.invalidateQueries({ queryKey: campaignsKey }),
  });
}
