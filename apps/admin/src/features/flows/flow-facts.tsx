import type { FlowDetail } from '@beckon/contract';
import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { flowLooks } from '../../parts/flows/flow-looks.ts';
import { StateBadge } from '../../parts/flows/state-badge.tsx';
import { formatNumber } from '../../parts/format/number.ts';
import { RelativeTime } from '../../parts/time/relative-time.tsx';

/** State, version and counts of a flow. */
export function FlowFacts({ flow }: { flow: FlowDetail }) {
  const { runs, recent, definition, published } = flow;
  const ended = runs.finished + runs.exited + runs.failed;
  return (
    <Paper withBorder p="lg">
      <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 6 }} spacing="md" m={0}>
        <Fact name="State" note={flow.liveSince !== null && <Since at={flow.liveSince} />}>
          <StateBadge look={flowLooks[flow.status]} />
        </Fact>
        <Fact name="Inside now">{formatNumber(runs.active)}</Fact>
        <Fact name="Entered" note="in the last 30 days">
          {formatNumber(recent.entered)}
        </Fact>
        <Fact name="Finished" note="in the last 30 days">
          {formatNumber(recent.finished)}
        </Fact>
        {(published ?? definition).goal === null ? (
          <Fact name="Ended" note="since the beginning">
            {formatNumber(ended)}
          </Fact>
        ) : (
          <Fact name="Reached the goal" note={`of ${formatNumber(runs.active + ended)} who entered`}>
            {formatNumber(runs.reachedGoal)}
          </Fact>
        )}
        <Fact name="Version" note={versionNote(flow)}>
          {flow.publishedVersion ?? flow.version}
        </Fact>
      </SimpleGrid>
    </Paper>
  );
}

function versionNote({ publishedVersion, hasUnpublishedChanges }: FlowDetail): string {
  if (publishedVersion === null) return 'a draft';
  return hasUnpublishedChanges ? 'published, with a newer draft' : 'published';
}

function Since({ at }: { at: string }) {
  return (
    <>
      published <RelativeTime at={at} />
    </>
  );
}

function Fact({ name, note, children }: { name: string; note?: ReactNode; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed" fw={500}>
        {name}
      </Text>
      <Text component="dd" m={0} fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {children}
      </Text>
      {note && (
        <Text component="dd" m={0} size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </div>
  );
}
