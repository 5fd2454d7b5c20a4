import { SegmentedControl, Text } from '@mantine/core';
import { IconForms } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Panel } from '../../parts/screen/panel.tsx';
import { Screen } from '../../parts/screen/screen.tsx';
import { ErrorState } from '../../parts/states/error-state.tsx';
import { NothingHere } from '../../parts/states/nothing-here.tsx';
import { DataTable } from '../../parts/table/data-table.tsx';
import { widgetUsesQuery } from './api/widget-uses-query.ts';
import { testedForms } from './tested-forms.ts';
import { TestsPanel } from './tests-panel.tsx';
import { useColumns } from './use-columns.tsx';

const ranges = [
  { label: '7 days', value: '7' },
  { label: '30 days', value: '30' },
  { label: '90 days', value: '90' },
];

/** What came of each form, and of each variation of its test. */
export function WidgetsScreen() {
  const [days, setDays] = useState('30');
  const { data: uses, error, refetch } = useQuery(widgetUsesQuery(Number(days)));
  const forms = testedForms(uses ?? []);
  return (
    <Screen
      title="Widgets"
      about="How often each form was viewed, started, submitted and completed, and how its variations compare."
    >
      <Panel
        title="Forms and their variations"
        about="By day (UTC), up to today. The rate is completions divided by views."
        isFlush
        action={<SegmentedControl aria-label="Range" size="xs" data={ranges} value={days} onChange={setDays} />}
      >
        {error && !uses ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : uses?.length === 0 ? (
          <NothingHere icon={IconForms} title="No views yet">
            Add a widget to a page of your shop, such as <code>{'<beckon-newsletter form-id="footer">'}</code>. Its
            numbers appear here.
          </NothingHere>
        ) : (
          <DataTable
            label="Forms and their variations"
            columns={useColumns}
            rows={uses ?? []}
            rowKey={({ widget, formId, variation }) => JSON.stringify([widget, formId, variation])}
            isLoading={uses === undefined}
            skeletons={4}
          />
        )}
      </Panel>
      {forms.length > 0 && <TestsPanel forms={forms} days={Number(days)} />}
      <Text size="sm" c="dimmed" maw="80ch">
        Only visitors who consented to analytics are counted; widgets work the same for all others. Each view counts, so
        one visitor may view a form in the footer many times. Browsers report these numbers, so treat them as estimates.
      </Text>
    </Screen>
  );
}
