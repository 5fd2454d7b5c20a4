import type { FlowRun } from '@beckon/contract';
import { Anchor, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { flowsQuery } from '../../parts/api/flows-query.ts';
import { runLooks } from '../../parts/flows/flow-looks.ts';
import { StateBadge } from '../../parts/flows/state-badge.tsx';
import { Panel } from '../../parts/screen/panel.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { contactRunsQueryOf } from './api/flow-queries.ts';
import { FlowExplanationView } from './flow-explanation.tsx';

/** The flows that the contact is or was in, and why it is not in another. */
export function FlowsPanel({ contactId }: { contactId: string }) {
  const { data: runs, error, refetch } = useQuery(contactRunsQueryOf(contactId));
  const { data: flows = [] } = useQuery(flowsQuery);
  const [asked, setAsked] = useState<string | null>(null);
  return (
    <Panel title="Flows" about="The flows this contact is or was in.">
      <Stack gap="lg">
        {error && !runs ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : runs === undefined ? (
          <LineSkeletons rows={2} />
        ) : runs.length === 0 ? (
          <Text size="sm" c="dimmed">
            None yet. Choose a flow below to see why.
          </Text>
        ) : (
          <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
            {runs.map((run) => (
              <RunRow key={run.id} run={run} />
            ))}
          </Stack>
        )}
        <Select
          label="Why, or why not?"
          placeholder="Choose a flow"
          data={flows.map(({ id, name }) => ({ value: id, label: name }))}
          value={asked}
          onChange={setAsked}
          clearable
          clearButtonProps={{ 'aria-label': 'Clear' }}
        />
        <div aria-live="polite">{asked !== null && <FlowExplanationView contactId={contactId} flowId={asked} />}</div>
      </Stack>
    </Panel>
  );
}

function RunRow({ run }: { run: FlowRun }) {
  return (
    <Group component="li" gap="sm" wrap="nowrap" justify="space-between" align="flex-start">
      <div style={{ minWidth: 0 }}>
        <Anchor component={Link} to={`/flows/${run.flowId}`} size="sm" fw={550}>
          {run.flow}
        </Anchor>
        {run.endReason !== null && (
          <Text size="sm" c="dimmed">
            {run.endReason}
          </Text>
        )}
        <Text size="xs" c="dimmed">
          entered <RelativeTime at={run.enteredAt} />
          {run.endedAt !== null && (
            <>
              {' '}
              · ended <RelativeTime at={run.endedAt} />
            </>
          )}
          {run.dueAt !== null && (
            <>
              {' '}
              · goes on <RelativeTime at={run.dueAt} />
            </>
          )}
          {run.goalAt !== null && ' · reached the goal'}
        </Text>
      </div>
      <StateBadge look={runLooks[run.status]} />
    </Group>
  );
}
