import type { StreamedEvent } from '@beckon/contract';
import { Anchor, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';

/** Who did it: a link to the contact, or a visitor without a contact. */
export function EventPerson({ event }: { event: StreamedEvent }) {
  if (event.contactId === null) {
    return (
      <Text span size="sm" c="dimmed" title={event.anonymousId ?? undefined}>
        Visitor{event.anonymousId ? ` ${event.anonymousId.slice(-6)}` : ''}
      </Text>
    );
  }
  return (
    <Anchor
      component={Link}
      to={`/contacts/${encodeURIComponent(event.contactId)}`}
      size="sm"
      fw={550}
      onClick={(click) => click.stopPropagation()}
    >
      {event.contactName ?? 'Unnamed contact'}
    </Anchor>
  );
}
