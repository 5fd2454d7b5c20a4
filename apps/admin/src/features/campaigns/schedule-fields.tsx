import type { CampaignSchedule } from '@beckon/contract';
import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { useNow } from '../../parts/time/now.ts';
import { fromFieldText, toFieldText, tomorrowMorning } from './moments.ts';
import type { FieldsProps } from './use-draft.ts';

/** When it is sent: at the launch, at a moment, or by the clock of each contact. */
export function ScheduleFields({ definition: { schedule }, onChange }: FieldsProps) {
  const morning = tomorrowMorning(useNow());
  const set = (next: CampaignSchedule) => onChange({ schedule: next });
  const starts: Record<CampaignSchedule['kind'], CampaignSchedule> = {
    now: { kind: 'now' },
    at: { kind: 'at', at: morning.toISOString() },
    local: { kind: 'local', at: toFieldText(morning), passed: 'next_day' },
  };
  return (
    <Stack gap="md">
      <Radio.Group
        aria-label="When"
        value={schedule.kind}
        onChange={(kind) => set(starts[kind as CampaignSchedule['kind']])}
      >
        <Stack gap="xs">
          <Radio value="now" label="At the launch" />
          <Radio value="at" label="At a time" description="The same moment for all contacts." />
          <Radio
            value="local"
            label="At a local time"
            description="When the clock of each contact shows it. Without a known zone, that of the shop counts."
          />
        </Stack>
      </Radio.Group>
      {schedule.kind === 'at' && (
        <TextInput
          type="datetime-local"
          label="Date and time"
          description="In your time zone."
          value={toFieldText(new Date(schedule.at))}
          onChange={({ currentTarget }) => {
            const at = fromFieldText(currentTarget.value);
            if (at !== null) set({ kind: 'at', at });
          }}
          required
          maw={260}
        />
      )}
      {schedule.kind === 'local' && (
        <>
          <TextInput
            type="datetime-local"
            label="Date and time"
            description="By the clock of the contact."
            value={schedule.at}
            onChange={({ currentTarget }) => {
              if (currentTarget.value !== '') set({ ...schedule, at: currentTarget.value.slice(0, 16) });
            }}
            required
            maw={260}
          />
          <Select
            label="Where that time has passed at the launch"
            data={[
              { value: 'next_day', label: 'Send it at that time of the next day' },
              { value: 'at_once', label: 'Send it at once' },
            ]}
            value={schedule.passed}
            onChange={(passed) => set({ ...schedule, passed: passed === 'at_once' ? passed : 'next_day' })}
            allowDeselect={false}
          />
        </>
      )}
    </Stack>
  );
}
