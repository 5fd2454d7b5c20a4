import type { WaitlistEntry } from '@beckon/contract';
import { Badge, Group, Stack, Text } from '@mantine/core';
import { Panel } from '../../parts/screen/panel.tsx';
import { RelativeTime } from '../../parts/time/relative-time.tsx';
import { waitlistLooks } from './waitlist-words.ts';

/** What a contact waits or waited for. */
export function WaitlistsPanel({ entries }: { entries: WaitlistEntry[] }) {
  return (
    <Panel title="Waitlists" about="Products this contact wants to be notified about.">
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </Stack>
    </Panel>
  );
}

function EntryRow({ entry }: { entry: WaitlistEntry }) {
  const { label, color, about } = waitlistLooks[entry.status];
  return (
    <Group component="li" gap="sm" wrap="nowrap" align="flex-start" justify="space-between">
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
          {entry.title ?? [entry.productId, entry.variantId].filter(Boolean).join(', ')}
        </Text>
        <Text size="xs" c="dimmed">
          asked <RelativeTime at={entry.joinedAt} />
          {entry.notifiedAt && (
            <>
              {' '}
              · told <RelativeTime at={entry.notifiedAt} />
            </>
          )}
        </Text>
      </div>
      <Badge variant="light" color={color} tt="none" title={about} style={{ flex: 'none' }}>
        {label}
      </Badge>
    </Group>
  );
}
