import type { CampaignTest } from '@beckon/contract';
import { Button, Group, Radio, Select, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { messagesQuery } from '../../parts/api/messages-query.ts';
import { counted } from '../../parts/format/number.ts';
import { BoundedNumber } from './bounded-number.tsx';
import { FoldedPanel } from './folded-panel.tsx';
import { firstTest, newVariation } from './test-variations.ts';
import type { FieldsProps } from './use-draft.ts';
import { VariationFields } from './variation-fields.tsx';

const maxVariations = 5;
const metrics: Record<CampaignTest['metric'], string> = {
  opens: 'Opens',
  clicks: 'Clicks',
  conversions: 'Contacts with an order',
  revenue: 'Revenue per contact',
};
const units = ['minutes', 'hours', 'days', 'weeks'] as const;

/** A test of variations on a part of the recipients; the others get the winner. */
export function TestFields({ definition, onChange }: FieldsProps) {
  const { test } = definition;
  const { data: messages } = useQuery(messagesQuery);
  const language = messages?.find(({ key }) => key === definition.message)?.languages[0] ?? 'en';
  const set = (changes: Partial<CampaignTest>) => test && onChange({ test: { ...test, ...changes } });
  return (
    <FoldedPanel title="Test" summary={summaryOf(test)} isOpenAtFirst={test !== null}>
      {test === null ? (
        <Button variant="default" onClick={() => onChange({ test: firstTest(language) })}>
          Test variations
        </Button>
      ) : (
        <Stack gap="md">
          {test.variations.map((variation, index) => (
            <VariationFields
              key={variation.key}
              variation={variation}
              language={language}
              onChange={(next) => set({ variations: test.variations.with(index, next) })}
              onRemove={
                test.variations.length > 2
                  ? () => set({ variations: test.variations.filter((other) => other !== variation) })
                  : null
              }
            />
          ))}
          <Group>
            <Button
              variant="default"
              size="compact-sm"
              leftSection={<IconPlus size={14} />}
              disabled={test.variations.length >= maxVariations}
              onClick={() => set({ variations: [...test.variations, newVariation(test.variations)] })}
            >
              Add a variation
            </Button>
          </Group>
          <Group gap="sm" align="end">
            <BoundedNumber
              label="Tested on"
              suffix=" % of the recipients"
              value={test.share}
              min={1}
              max={100}
              onChange={(share) => set({ share, ...(share === 100 ? { decideAfter: null } : {}) })}
              w={210}
            />
            <Select
              label="Compared by"
              data={Object.entries(metrics).map(([value, label]) => ({ value, label }))}
              value={test.metric}
              onChange={(metric) => set({ metric: (metric ?? test.metric) as CampaignTest['metric'] })}
              allowDeselect={false}
              w={210}
            />
          </Group>
          {test.share < 100 && <DecisionFields test={test} onChange={set} />}
          <Group>
            <Button variant="subtle" color="gray" size="compact-sm" onClick={() => onChange({ test: null })}>
              Remove the test
            </Button>
          </Group>
        </Stack>
      )}
    </FoldedPanel>
  );
}

type DecisionProps = { test: CampaignTest; onChange: (changes: Partial<CampaignTest>) => void };

function DecisionFields({ test: { decideAfter }, onChange }: DecisionProps) {
  return (
    <>
      <Radio.Group
        label="The winner is chosen"
        value={decideAfter === null ? 'user' : 'rule'}
        onChange={(by) => onChange({ decideAfter: by === 'rule' ? { amount: 4, unit: 'hours' } : null })}
      >
        <Group mt={6}>
          <Radio value="rule" label="by itself, after some time" />
          <Radio value="user" label="by a user" />
        </Group>
      </Radio.Group>
      {decideAfter && (
        <Group gap="sm" align="end">
          <BoundedNumber
            label="Decided after"
            value={decideAfter.amount}
            min={1}
            max={365}
            onChange={(amount) => onChange({ decideAfter: { ...decideAfter, amount } })}
            w={120}
          />
          <Select
            aria-label="Unit of time"
            data={[...units]}
            value={decideAfter.unit}
            onChange={(unit) =>
              onChange({ decideAfter: { ...decideAfter, unit: units.find((one) => one === unit) ?? 'hours' } })
            }
            allowDeselect={false}
            w={120}
          />
        </Group>
      )}
    </>
  );
}

function summaryOf(test: CampaignTest | null): string {
  if (test === null) return 'None: all recipients get the same message.';
  const { variations, share, metric } = test;
  return `${counted(variations.length, 'variation')} on ${share} % of the recipients, compared by ${metrics[metric].toLowerCase()}.`;
}
