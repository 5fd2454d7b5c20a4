import { Stack, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Panel } from '../../parts/screen/panel.tsx';
import { type TestedForm, widgetExperimentQuery } from './api/widget-experiment-query.ts';
import { formName } from './use-words.ts';

/** What the variations of each form say. */
export function TestsPanel({ forms, days }: { forms: readonly TestedForm[]; days: number }) {
  const reports = useQueries({ queries: forms.map((form) => widgetExperimentQuery(form, days)) });
  const rule = reports.find(({ data }) => data)?.data?.rule;
  return (
    <Panel title="Which variation does better" about={rule}>
      <Stack gap="sm">
        {forms.map((form, index) => (
          <div key={JSON.stringify(form)}>
            <Text size="sm" fw={550}>
              {formName(form)}
            </Text>
            <Text size="sm">{reports[index]?.data?.verdict ?? '…'}</Text>
          </div>
        ))}
      </Stack>
    </Panel>
  );
}
