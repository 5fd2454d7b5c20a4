import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { beckon } from '../../../parts/api/beckon.ts';
import { campaignQueryOf, campaignsKey } from './campaign-queries.ts';

/** Creates a draft and opens it. */
export function useCreateCampaign() {
  const open = useOpenDraft();
  return useMutation({ mutationFn: (name: string) => beckon.createCampaign({ body: { name } }), onSuccess: open });
}

/** Copies a campaign into a new draft and opens it. */
export function useCloneCampaign() {
  const open = useOpenDraft();
  return useMutation({
    mutationFn: (id: string) => beckon.cloneCampaign({ params: { id }, body: {} }),
    onSuccess: open,
    onError: (error) => notifications.show({ color: 'red', title: 'Not cloned', message: error.message }),
  });
}

function useOpenDraft() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (campaign: Awaited<ReturnType<typeof beckon.createCampaign>>) => {
    queries.setQueryData(campaignQueryOf(campaign.id).queryKey, campaign);
    await navigate({ to: '/campaigns/$id', params: { id: campaign.id } });
    await queries.invalidateQueries({ queryKey: campaignsKey });
  };
}
