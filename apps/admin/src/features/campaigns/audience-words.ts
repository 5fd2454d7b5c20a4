import type { AudienceBox } from '@beckon/contract';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { segmentsQuery } from '../../parts/api/segments-query.ts';
import { counted } from '../../parts/format/number.ts';
import { choosableCampaignsQuery } from './api/campaign-queries.ts';

/** Says a box of an audience: `“Newsletter”`, `got “Spring news”`, `3 contacts by hand`. */
export function useAudienceWords(): (box: AudienceBox) => string {
  const { data: segments } = useQuery(segmentsQuery);
  const { data: campaigns } = useQuery(choosableCampaignsQuery);
  return useMemo(() => {
    const names = new Map([...(segments ?? []), ...(campaigns ?? [])].map(({ id, name }) => [id as string, name]));
    return (box) => boxPhrase(box, names);
  }, [segments, campaigns]);
}

export function boxPhrase(box: AudienceBox, names: ReadonlyMap<string, string>): string {
  const named = (id: string, kind: string) => (names.has(id) ? `“${names.get(id)}”` : `the ${kind} ${id}`);
  switch (box.kind) {
    case 'segment':
      return named(box.segment, 'segment');
    case 'got_campaign':
      return `got ${named(box.campaign, 'campaign')}`;
    case 'did_not_open':
      return `did not open ${named(box.campaign, 'campaign')}`;
    case 'contacts':
      return `${counted(box.contacts.length, 'contact')} by hand`;
  }
}
