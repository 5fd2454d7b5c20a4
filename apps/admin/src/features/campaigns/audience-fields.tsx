import type { Audience } from '@beckon/contract';
import { MultiSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { segmentsQuery } from '../../parts/api/segments-query.ts';
import { counted } from '../../parts/format/number.ts';
import { choosableCampaignsQuery } from './api/campaign-queries.ts';
import { choicesOf, choose, chosenIn, namedByHand } from './audience-choices.ts';
import type { FieldsProps } from './use-draft.ts';

type Props = FieldsProps & { campaignId: string };

/** The sets of contacts that are included and excluded. */
export function AudienceFields({ definition: { audience }, onChange, campaignId }: Props) {
  const { data: segments = [] } = useQuery(segmentsQuery);
  const { data: campaigns = [] } = useQuery(choosableCampaignsQuery);
  const launched = campaigns.filter(({ id, launchedAt }) => launchedAt !== null && id !== campaignId);
  const field = (part: keyof Audience) => ({
    data: choicesOf(segments, launched, chosenIn(audience[part])),
    value: chosenIn(audience[part]),
    onChange: (values: string[]) => onChange({ audience: { ...audience, [part]: choose(audience[part], values) } }),
    searchable: true,
    clearable: true,
    maxValues: 20,
    nothingFoundMessage: 'Nothing with this name',
  });
  return (
    <Stack gap="md">
      <div>
        <MultiSelect
          label="Include"
          {...(audience.include.length === 0 ? { placeholder: 'Segments, and recipients of campaigns' } : {})}
          clearButtonProps={{ 'aria-label': 'Include none' }}
          {...field('include')}
        />
        <ByHand count={namedByHand(audience.include)} />
      </div>
      <div>
        <MultiSelect
          label="Exclude"
          {...(audience.exclude.length === 0 ? { placeholder: 'No contacts' } : {})}
          clearButtonProps={{ 'aria-label': 'Exclude none' }}
          {...field('exclude')}
        />
        <ByHand count={namedByHand(audience.exclude)} />
      </div>
    </Stack>
  );
}

function ByHand({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <Text size="sm" c="dimmed" mt={4}>
      And {counted(count, 'contact')} named by hand, through the API.
    </Text>
  );
}
