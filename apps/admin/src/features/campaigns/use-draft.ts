import { BeckonError } from '@beckon/client';
import type { CampaignDefinition, CampaignDetail } from '@beckon/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { campaignQueryOf } from './api/campaign-queries.ts';
import { useSaveCampaign } from './api/use-save-campaign.ts';

export type Draft = { name: string; definition: CampaignDefinition };

/** What the fields of a draft get: the definition as it is entered, and how they change a part of it. */
export type FieldsProps = {
  definition: CampaignDefinition;
  onChange: (changes: Partial<CampaignDefinition>) => void;
};

const draftOf = ({ name, definition }: CampaignDetail): Draft => ({ name, definition });
const isSame = (one: Draft, other: Draft) => JSON.stringify(one) === JSON.stringify(other);

/** What a user has entered, on top of the version that it was begun from. */
export function useDraft(campaign: CampaignDetail) {
  const queries = useQueryClient();
  const [base, setBase] = useState(campaign);
  const [draft, setDraft] = useState(() => draftOf(campaign));
  const saving = useSaveCampaign(campaign.id);
  const isChanged = !isSame(draft, draftOf(base));
  // Without changes of its own the form follows what others save.
  if (!isChanged && campaign.version > base.version) {
    setBase(campaign);
    setDraft(draftOf(campaign));
  }
  const adopt = (saved: CampaignDetail) => {
    setBase(saved);
    setDraft(draftOf(saved));
    saving.reset();
  };
  return {
    draft,
    isChanged,
    isOutdated: isConflict(saving.error),
    saving,
    change: (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes })),
    changeDefinition: (changes: Partial<CampaignDefinition>) =>
      setDraft((before) => ({ ...before, definition: { ...before.definition, ...changes } })),
    save: () => saving.mutate({ version: base.version, ...draft }, { onSuccess: adopt }),
    reload: async () => adopt(await queries.fetchQuery({ ...campaignQueryOf(campaign.id), staleTime: 0 })),
  };
}

const isConflict = (error: unknown) => error instanceof BeckonError && error.code === 'conflict';
