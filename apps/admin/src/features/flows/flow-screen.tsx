import { BeckonError } from '@beckon/client';
import type { FlowDetail } from '@beckon/contract';
import { Alert, Button, List, Skeleton, Text } from '@mantine/core';
import { IconGitCompare, IconRouteOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { flowQueryOf } from '../../parts/api/flows-query.ts';
import type { FlowNames } from '../../parts/flows/flow-words.ts';
import { allSteps } from '../../parts/flows/step-branches.ts';
import { stepTitles } from '../../parts/flows/step-titles.ts';
import { useFlowNames } from '../../parts/flows/use-flow-names.ts';
import { counted } from '../../parts/format/number.ts';
import { BackLink } from '../../parts/screen/back-link.tsx';
import { Panel } from '../../parts/screen/panel.tsx';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { FlowDrawing } from './flow-drawing.tsx';
import { FlowFacts } from './flow-facts.tsx';
import { FlowRules } from './flow-rules.tsx';
import { FlowSwitch } from './flow-switch.tsx';
import { RunsPanel } from './runs-panel.tsx';

const route = getRouteApi('/signed-in/flows/$id');
const everyMs = 5_000;
const back = <BackLink to="/flows">Flows</BackLink>;

export function FlowScreen() {
  const { id } = route.useParams();
  const { data: flow, error, refetch } = useQuery({ ...flowQueryOf(id), refetchInterval: everyMs });
  const names = useFlowNames();
  if (error && !flow) {
    const isGone = error instanceof BeckonError && error.status === 404;
    return (
      <Screen title="Flow" above={back}>
        {isGone ? <NoSuchFlow /> : <ErrorState error={error} onRetry={refetch} />}
      </Screen>
    );
  }
  if (!flow)
    return (
      <Screen title="Flow" above={back}>
        <Skeleton height={104} radius="md" />
        <Skeleton height={420} radius="md" />
      </Screen>
    );
  return (
    <Screen title={flow.name} about={flow.description} above={back} actions={<FlowSwitch flow={flow} />}>
      <FlowFacts flow={flow} />
      <DraftNote flow={flow} />
      <Definition flow={flow} names={names} />
      <Runs flow={flow} names={names} />
    </Screen>
  );
}

/** What contacts that enter follow; of a flow that was never published, the draft. */
function Definition({ flow, names }: { flow: FlowDetail; names: FlowNames }) {
  const { published, definition: draft, waiting } = flow;
  const shown = published ?? draft;
  const known = new Set(allSteps(shown.steps).map((step) => step.id));
  const elsewhere = waiting.filter(({ step }) => !known.has(step)).reduce((sum, { runs }) => sum + runs, 0);
  const here = useMemo(() => new Map(waiting.map(({ step, runs }) => [step, runs])), [waiting]);
  return (
    <Panel
      title="Steps"
      about={
        published
          ? 'What contacts who enter follow. The number at a step is how many stand at it now.'
          : 'The draft. No contact enters until it is published.'
      }
      isFlush
    >
      <FlowRules definition={shown} names={names} />
      <FlowDrawing definition={shown} waiting={here} names={names} />
      {elsewhere > 0 && (
        <Text size="sm" c="dimmed" p="md">
          {counted(elsewhere, 'contact')} {elsewhere === 1 ? 'stands' : 'stand'} at steps of an earlier version.
        </Text>
      )}
    </Panel>
  );
}

function DraftNote({ flow: { published, unpublishedChanges } }: { flow: FlowDetail }) {
  if (published === null || unpublishedChanges.length === 0) return null;
  return (
    <Alert icon={<IconGitCompare size={18} />} title="The draft differs from what is published">
      <List size="sm">
        {unpublishedChanges.map((change) => (
          <List.Item key={change}>{change}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

function Runs({ flow, names }: { flow: FlowDetail; names: FlowNames }) {
  const { id, published, definition } = flow;
  const titleOf = useMemo(() => stepTitles({ published, definition }, names), [published, definition, names]);
  return <RunsPanel flowId={id} titleOf={titleOf} refetchInterval={everyMs} />;
}

function NoSuchFlow() {
  return (
    <NothingHere
      icon={IconRouteOff}
      title="Flow not found"
      action={
        <Button component={Link} to="/flows" variant="default">
          All flows
        </Button>
      }
    >
      Check the address.
    </NothingHere>
  );
}
