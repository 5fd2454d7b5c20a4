import type { CampaignDetail } from '@beckon/contract';
import { Box, Group, List, Progress, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { counted, formatNumber } from '../../parts/format/number.ts';
import { Panel } from '../../parts/screen/panel.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { percentDone, recipientLooks, recipientStates } from './campaign-looks.ts';
import { Fact } from './fact.tsx';

const shades: Record<string, string> = {
  pine: 'pine.5',
  gray: 'gray.5',
  red: 'red.6',
  amber: 'amber.4',
  blue: 'blue.2',
};

/** The five counts that add up to the recipients, and the reasons of those who have not got it. */
export function ProgressPanel({ campaign: { progress, skipped, waiting } }: { campaign: CampaignDetail }) {
  const { recipients } = progress;
  const share = (count: number) => (recipients === 0 ? 0 : (count / recipients) * 100);
  return (
    <Panel
      title="Progress"
      about={`${counted(recipients, 'recipient')}, fixed at the launch. ${percentDone(progress)} % are accounted for.`}
    >
      <Progress.Root size="lg" aria-hidden>
        {recipientStates.map((state) => (
          <Progress.Section
            key={state}
            value={share(progress[state])}
            color={shades[recipientLooks[state].color] ?? 'gray.5'}
          />
        ))}
      </Progress.Root>
      <SimpleGrid component="dl" cols={{ base: 2, xs: 3, sm: 5 }} spacing="md" mt="md" mb={0}>
        {recipientStates.map((state) => (
          <Fact key={state} name={recipientLooks[state].label} note={recipientLooks[state].about}>
            <Group gap={6} wrap="nowrap">
              <Box
                w={9}
                h={9}
                bg={shades[recipientLooks[state].color] ?? 'gray.5'}
                style={{ borderRadius: 3, flex: 'none' }}
                aria-hidden
              />
              {formatNumber(progress[state])}
            </Group>
          </Fact>
        ))}
      </SimpleGrid>
      {skipped.length > 0 && (
        <Reasons title="Why recipients were skipped">
          {skipped.map(({ reason, text, count }) => (
            <List.Item key={reason}>
              <b>{formatNumber(count)}</b> · {text}
            </List.Item>
          ))}
        </Reasons>
      )}
      {waiting.length > 0 && (
        <Reasons title="What recipients wait for">
          {waiting.map(({ reason, text, count, nextAt }) => (
            <List.Item key={reason}>
              <b>{formatNumber(count)}</b> · {text}
              {nextAt !== null && (
                <Text span size="sm" c="dimmed">
                  {' '}
                  Next try <RelativeTime at={nextAt} />.
                </Text>
              )}
            </List.Item>
          ))}
        </Reasons>
      )}
    </Panel>
  );
}

function Reasons({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Box mt="md">
      <Text size="sm" fw={550} mb={4}>
        {title}
      </Text>
      <List size="sm" listStyleType="none">
        {children}
      </List>
    </Box>
  );
}
