import type { CampaignDetail } from '@beckon/contract';
import { Paper, SimpleGrid } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { messagesQuery } from '../../parts/api/messages-query.ts';
import { StateBadge } from '../../parts/flows/state-badge.tsx';
import { formatMoment } from '../../parts/format/time.ts';
import { inWords } from '../../parts/format/words.ts';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { useAudienceWords } from './audience-words.ts';
import { campaignLooks } from './campaign-looks.ts';
import { schedulePhrase } from './campaign-words.ts';
import { Fact } from './fact.tsx';

/** State, message, audience and times of a campaign that was launched. */
export function CampaignFacts({ campaign }: { campaign: CampaignDetail }) {
  const { status, definition, channel, startsAt, launchedAt, finishedAt, stoppedAt } = campaign;
  const { data: messages } = useQuery(messagesQuery);
  const wordsOf = useAudienceWords();
  const message = messages?.find(({ key }) => key === definition.message);
  const { include, exclude } = definition.audience;
  return (
    <Paper withBorder p="md">
      <SimpleGrid component="dl" cols={{ base: 1, xs: 2, md: 4 }} spacing="md" m={0}>
        <Fact
          name="State"
          note={
            stoppedAt !== null ? (
              <>
                stopped <RelativeTime at={stoppedAt} />
              </>
            ) : (
              finishedAt !== null && (
                <>
                  since <RelativeTime at={finishedAt} />
                </>
              )
            )
          }
        >
          <StateBadge look={campaignLooks[status]} />
        </Fact>
        <Fact name="Message" note={channel !== null && inWords(channel)}>
          {message?.name ?? definition.message}
        </Fact>
        <Fact name="Audience" note={exclude.length > 0 && `without ${exclude.map(wordsOf).join(', ')}`}>
          {include.map(wordsOf).join(', ')}
        </Fact>
        {launchedAt === null ? (
          <Fact name="Begins" note={schedulePhrase(definition.schedule)}>
            {startsAt === null ? '–' : formatMoment(startsAt)}
          </Fact>
        ) : (
          <Fact name="Launched" note={definition.schedule.kind === 'local' && schedulePhrase(definition.schedule)}>
            {formatMoment(launchedAt)}
          </Fact>
        )}
      </SimpleGrid>
    </Paper>
  );
}
