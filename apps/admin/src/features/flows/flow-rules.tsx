import type { FlowDefinition } from '@beckon/contract';
import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { happensPhrase } from '../../parts/events/event-phrases.ts';
import { durationPhrase } from '../../parts/filter/comparison-words.ts';
import { FilterList } from '../../parts/filter/filter-list.tsx';
import { startingWithCapital } from '../../parts/filter/filter-words.ts';
import { type FlowNames, orList } from '../../parts/flows/flow-words.ts';

/** What holds for the whole flow: who enters and how often, what ends it early, what counts as success. */
export function FlowRules({ definition, names }: { definition: FlowDefinition; names: FlowNames }) {
  const { audience, exits, goal, lateMessages } = definition;
  return (
    <SimpleGrid component="dl" cols={{ base: 1, sm: 2, lg: 4 }} spacing="lg" m={0} px="md" pb="md">
      <Rule name="Who enters">
        {audience === null ? 'Every contact' : <FilterList filter={audience} names={names} />}
      </Rule>
      <Rule name="How often">{reentryPhrase(definition.reentry)}</Rule>
      <Rule name="Ends early">
        {exits.length === 0 ? 'Nothing ends it early' : `When ${orList(exits.map(happensPhrase))}`}
      </Rule>
      <Rule name="Goal">{goal === null ? 'None' : startingWithCapital(happensPhrase(goal))}</Rule>
      {lateMessages === 'send' && <Rule name="Late messages">Sent, also more than 24 hours late</Rule>}
    </SimpleGrid>
  );
}

function Rule({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed" fw={500} mb={2}>
        {name}
      </Text>
      <Text component="dd" m={0} size="sm">
        {children}
      </Text>
    </div>
  );
}

const rules: Record<FlowDefinition['reentry']['rule'], string> = {
  once: 'Once',
  always: 'Again as soon as the last run has ended',
  after: 'Again',
};

/** `Again 3 days after the last entry, for each “orderId”` */
export function reentryPhrase({ rule, after, key }: FlowDefinition['reentry']): string {
  const often = after ? `${rules[rule]} ${durationPhrase(after)} after the last entry` : rules[rule];
  return key === undefined ? often : `${often}, for each “${key}”`;
}
