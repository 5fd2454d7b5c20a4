import type { CampaignChanges } from '@beckon/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { beckon } from '../../../parts/api/beckon.ts';
import { campaignQueryOf, campaignsKey } from './campaign-queries.ts';

/** Saves a draft; of a campaign that was launched, its pace. A newer version at the server is a conflict. */
export function useSaveCampaign(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (changes: CampaignChanges) => beckon.changeCampaign({ params: { id }, body: changes }),
    onSuccess: (campaign) => {
      queries.setQueryData(campaignQueryOf(id).queryKey, campaign);
      return queries.invalidateQueries({ queryKey: [...campaignsKey, 'list'] });
    },
  });
}
