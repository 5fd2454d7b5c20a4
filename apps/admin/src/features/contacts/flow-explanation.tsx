import type { FlowExplanation } from '@beckon/contract';
import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { flowQueryOf } from '../../parts/api/flows-query.ts';
import { stepTitles, type TitleOf } from '../../parts/flows/step-titles.ts';
import { useFlowNames } from '../../parts/flows/use-flow-names.ts';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { LineSkeletons } from '../../parts/states/line-skeletons.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { whyQueryOf } from './api/flow-queries.ts';

/** What the contact got from a flow, step by step; or why it never entered. */
export function FlowExplanationView({ contactId, flowId }: { contactId: string; flowId: string }) {
  const { data: why, error, refetch } = useQuery(whyQueryOf(contactId, flowId));
  const { data: flow } = useQuery(flowQueryOf(flowId));
  const titleOf = stepTitles(flow, useFlowNames());
  if (error && !why) return <ErrorState error={error} onRetry={refetch} />;
  if (!why) return <LineSkeletons rows={2} />;
  return (
    <Stack gap="md">
      <Text size="sm">{why.summary}</Text>
      {why.runs.map((run) => (
        <Run key={run.id} run={run} titleOf={titleOf} />
      ))}
      {why.refusals.length > 0 && (
        <div>
          <Title order={3} size="h4" mb={4}>
            Did not enter
          </Title>
          <Lines>
            {why.refusals.map(({ text, at }) => (
              <Line key={`${at} ${text}`} at={at}>
                {text}
              </Line>
            ))}
          </Lines>
        </div>
      )}
    </Stack>
  );
}

function Run({ run, titleOf }: { run: FlowExplanation['runs'][number]; titleOf: TitleOf }) {
  const deliveryOf = (step: string) => run.deliveries.find((delivery) => delivery.step === step);
  return (
    <div>
      <Title order={3} size="h4" mb={4}>
        Entered <RelativeTime at={run.enteredAt} />
      </Title>
      {run.steps.length === 0 ? (
        <Text size="sm" c="dimmed">
          It has taken no step yet.
        </Text>
      ) : (
        <Lines>
          {run.steps.map(({ step, text, at }) => (
            <Line key={`${step} ${at}`} at={at}>
              <strong>{titleOf(step)}</strong>
              <br />
              {deliveryOf(step)?.text ?? text}
            </Line>
          ))}
        </Lines>
      )}
    </div>
  );
}

function Lines({ children }: { children: ReactNode }) {
  return (
    <Stack gap={8} component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
      {children}
    </Stack>
  );
}

function Line({ at, children }: { at: string; children: ReactNode }) {
  return (
    <li>
      <Text size="sm">{children}</Text>
      <Text size="xs" c="dimmed">
        <RelativeTime at={at} />
      </Text>
    </li>
  );
}
