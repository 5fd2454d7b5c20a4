import type { Alert } from '@beckon/contract';
import { Badge, Box, Code, Group, Text } from '@mantine/core';
import { RelativeTime } from '../../parts/time/relative-time.tsx';

const severities = {
  critical: { label: 'Critical', color: 'red' },
  warning: { label: 'Warning', color: 'amber' },
} as const;

/** One alert: what was found, what to do about it, and since when. */
export function AlertItem({ alert }: { alert: Alert }) {
  const { title, text, advice, runbook, severity, isMuted, openedAt, resolvedAt } = alert;
  const { label, color } = severities[severity];
  return (
    <Box component="li" px="md" py="md" style={{ borderTop: '1px solid var(--mantine-color-default-border)' }}>
      <Group gap="xs" mb={4}>
        <Text fw={600}>{title}</Text>
        <Badge variant="light" color={resolvedAt === null ? color : 'gray'} tt="none">
          {resolvedAt === null ? label : 'Resolved'}
        </Badge>
        {isMuted && (
          <Badge variant="default" tt="none">
            Muted
          </Badge>
        )}
      </Group>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {text}
      </Text>
      {resolvedAt === null && (
        <Text size="sm" c="dimmed" mt={4}>
          {advice} Runbook: <Code>{runbook}</Code>
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={6}>
        Opened <RelativeTime at={openedAt} />
        {resolvedAt !== null && (
          <>
            , resolved <RelativeTime at={resolvedAt} />
          </>
        )}
      </Text>
    </Box>
  );
}
