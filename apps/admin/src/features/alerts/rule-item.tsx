import type { AlertRule } from '@beckon/contract';
import { Badge, Box, Button, Group, NumberInput, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { describeRule, formatThreshold } from './alert-words.ts';
import { useChangeRule } from './api/use-change-rule.ts';

const audiences = { admins: 'Tells owners and admins.', marketing: 'Tells marketers.' } as const;
const suffixes = { count: '', percent: ' %', seconds: ' s', hours: ' h' } as const;

/** One rule: what it measures, its threshold, and whether it is muted. */
export function RuleItem({ rule, mayChange }: { rule: AlertRule; mayChange: boolean }) {
  const { key, title, about, unit, threshold, defaultThreshold, audience, isMuted } = rule;
  const [entered, setEntered] = useState<string | number>(threshold ?? '');
  const { mutate, isPending } = useChangeRule();
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (typeof entered === 'number') mutate({ key, changes: { threshold: entered } });
  };
  const isChanged = typeof entered === 'number' && entered !== threshold;
  return (
    <Box component="li" px="md" py="md" style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}>
      <Group justify="space-between" align="flex-start" gap="md">
        <div style={{ flex: '1 1 300px' }}>
          <Group gap="xs">
            <Text fw={600}>{title}</Text>
            {isMuted && (
              <Badge variant="default" tt="none">
                Muted
              </Badge>
            )}
          </Group>
          <Text size="sm">{about}</Text>
          <Text size="sm" c="dimmed">
            {describeRule(rule)} {audiences[audience]}
            {defaultThreshold !== null && unit !== null && threshold !== defaultThreshold
              ? ` The default is ${formatThreshold(defaultThreshold, unit)}.`
              : ''}
          </Text>
        </div>
        {mayChange && (
          <Group component="form" gap="xs" onSubmit={save as never} wrap="nowrap">
            {unit !== null && (
              <>
                <NumberInput
                  aria-label={`Threshold: ${title}`}
                  value={entered}
                  onChange={setEntered}
                  min={unit === 'seconds' ? 1 : 0}
                  {...(unit === 'percent' ? { max: 100 } : {})}
                  suffix={suffixes[unit]}
                  thousandSeparator=","
                  w={130}
                  hideControls
                />
                <Button type="submit" variant="default" disabled={!isChanged} loading={isPending}>
                  Save
                </Button>
              </>
            )}
            <Button
              variant="subtle"
              color="gray"
              onClick={() => mutate({ key, changes: { isMuted: !isMuted } })}
              aria-label={`${isMuted ? 'Unmute' : 'Mute'}: ${title}`}
            >
              {isMuted ? 'Unmute' : 'Mute'}
            </Button>
          </Group>
        )}
      </Group>
    </Box>
  );
}
