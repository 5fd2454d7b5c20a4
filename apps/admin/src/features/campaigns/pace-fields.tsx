import type { CampaignDefinition } from '@beckon/contract';
import { Checkbox, Chip, Group, Stack, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { BoundedNumber } from './bounded-number.tsx';
import { FoldedPanel } from './folded-panel.tsx';
import { paceSummary } from './pace-words.ts';
import type { FieldsProps } from './use-draft.ts';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** How fast it is sent, and what pauses it. Folded away: the defaults suit most campaigns. */
export function PaceFields({ definition, onChange }: FieldsProps) {
  const { window, throttle, warmUp, brake, maxDelay } = definition;
  return (
    <FoldedPanel title="Pace" summary={paceSummary(definition)} isOpenAtFirst={false}>
      <Stack gap="lg">
        <Part
          label="Only within some hours"
          description="By the clock of the shop."
          isOn={window !== null}
          onSwitch={(isOn) => onChange({ window: isOn ? { from: '08:00', until: '20:00' } : null })}
        >
          {window && <WindowFields window={window} onChange={onChange} />}
        </Part>
        <Part
          label="A limit on the rate"
          description="So that your shop is not visited by all at once. Text messages have a setting of the shop instead."
          isOn={throttle !== null}
          onSwitch={(isOn) => onChange({ throttle: isOn ? { max: 10_000, seconds: 3_600 } : null })}
        >
          {throttle && (
            <Group gap="sm" align="end">
              <BoundedNumber
                label="Messages"
                value={throttle.max}
                min={1}
                max={1_000_000}
                onChange={(max) => onChange({ throttle: { ...throttle, max } })}
                w={140}
              />
              <BoundedNumber
                label="within seconds"
                value={throttle.seconds}
                min={1}
                max={86_400}
                onChange={(seconds) => onChange({ throttle: { ...throttle, seconds } })}
                w={140}
              />
            </Group>
          )}
        </Part>
        <Part
          label="Warm-up"
          description="For a new sender domain: few messages on the first day, more on each day that follows."
          isOn={warmUp !== null}
          onSwitch={(isOn) => onChange({ warmUp: isOn ? { first: 500, growth: 50 } : null })}
        >
          {warmUp && (
            <Group gap="sm" align="end">
              <BoundedNumber
                label="On the first day"
                value={warmUp.first}
                min={1}
                max={1_000_000}
                onChange={(first) => onChange({ warmUp: { ...warmUp, first } })}
                w={140}
              />
              <BoundedNumber
                label="More on each day"
                suffix=" %"
                value={warmUp.growth}
                min={0}
                max={1_000}
                onChange={(growth) => onChange({ warmUp: { ...warmUp, growth } })}
                w={140}
              />
            </Group>
          )}
        </Part>
        <Part
          label="Brake"
          description="Pauses the campaign when too many messages bounce, or too many recipients complain."
          isOn={brake !== null}
          onSwitch={(isOn) => onChange({ brake: isOn ? { bounces: 5, complaints: 0.3, minSent: 200 } : null })}
        >
          {brake && (
            <Group gap="sm" align="end">
              <BoundedNumber
                label="Bounces above"
                suffix=" %"
                allowDecimal
                value={brake.bounces}
                min={0.01}
                max={100}
                onChange={(bounces) => onChange({ brake: { ...brake, bounces } })}
                w={140}
              />
              <BoundedNumber
                label="Complaints above"
                suffix=" %"
                allowDecimal
                value={brake.complaints}
                min={0.01}
                max={100}
                onChange={(complaints) => onChange({ brake: { ...brake, complaints } })}
                w={140}
              />
              <BoundedNumber
                label="After messages"
                value={brake.minSent}
                min={1}
                max={100_000}
                onChange={(minSent) => onChange({ brake: { ...brake, minSent } })}
                w={140}
              />
            </Group>
          )}
        </Part>
        <BoundedNumber
          label="Begins at most so many minutes late"
          description="Such as after an outage. Later it is paused, and users are told."
          value={maxDelay}
          min={1}
          max={10_080}
          onChange={(minutes) => onChange({ maxDelay: minutes })}
          maw={280}
        />
      </Stack>
    </FoldedPanel>
  );
}

type PartProps = {
  label: string;
  description: string;
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
  children: ReactNode;
};

function Part({ label, description, isOn, onSwitch, children }: PartProps) {
  return (
    <div>
      <Checkbox
        label={label}
        description={description}
        checked={isOn}
        onChange={({ currentTarget }) => onSwitch(currentTarget.checked)}
      />
      {isOn && <div style={{ paddingTop: 8, paddingInlineStart: 32 }}>{children}</div>}
    </div>
  );
}

type WindowProps = {
  window: NonNullable<CampaignDefinition['window']>;
  onChange: FieldsProps['onChange'];
};

function WindowFields({ window, onChange }: WindowProps) {
  const { weekdays: chosen = everyDay, ...hours } = window;
  const setDays = (values: string[]) => {
    const days = everyDay.filter((day) => values.includes(String(day)));
    // A window without a day would never open.
    if (days.length === 0) return;
    onChange({ window: days.length === everyDay.length ? hours : { ...hours, weekdays: days } });
  };
  return (
    <Stack gap="sm">
      <Group gap="sm" align="end">
        <TextInput
          type="time"
          label="From"
          value={window.from}
          onChange={({ currentTarget }) => onChange({ window: { ...window, from: currentTarget.value } })}
          required
          w={140}
        />
        <TextInput
          type="time"
          label="Until"
          value={window.until}
          onChange={({ currentTarget }) => onChange({ window: { ...window, until: currentTarget.value } })}
          required
          w={140}
        />
      </Group>
      <Chip.Group multiple value={chosen.map(String)} onChange={setDays}>
        <Group gap={6} role="group" aria-label="Days of the week">
          {weekdays.map((name, index) => (
            <Chip key={name} value={String(index + 1)} size="xs">
              {name}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
    </Stack>
  );
}
