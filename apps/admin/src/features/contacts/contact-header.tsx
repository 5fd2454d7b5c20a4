import type { ContactDetail } from '@beckon/contract';
import { Badge, Group, Paper, SimpleGrid, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ContactAvatar } from '../../parts/contacts/contact-avatar.tsx';
import { formatMoney } from '../../parts/format/money.ts';
import { formatNumber } from '../../parts/format/number.ts';
import { RelativeTime } from '../../parts/time/relative-time.tsx';

/** The contact's identity and order totals. */
export function ContactHeader({ contact }: { contact: ContactDetail }) {
  const { unreadPhone } = contact.properties;
  return (
    <Paper withBorder p="lg">
      <Group gap="md" wrap="nowrap" align="center" mb="lg">
        <ContactAvatar contact={contact} size={52} />
        <div style={{ minWidth: 0 }}>
          <Group gap="xs">
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {contact.email ?? 'No e-mail address'}
            </Text>
            {contact.email !== null && <VerifiedBadge isVerified={contact.emailVerified} />}
            {contact.segments.map(({ id, name }) => (
              <Badge
                key={id}
                component={Link}
                to={`/segments/${id}`}
                variant="light"
                color="blue"
                tt="none"
                title={`In the segment ${name}`}
                style={{ cursor: 'pointer' }}
              >
                {name}
              </Badge>
            ))}
            {contact.isSuppressed && (
              <Badge color="red" variant="light" tt="none">
                Suppressed
              </Badge>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {[
              contact.userId && `Customer ${contact.userId}`,
              contact.phone,
              contact.language && `Speaks ${languageName(contact.language)}`,
            ]
              .filter(Boolean)
              .join(' · ')}
          </Text>
          {typeof unreadPhone === 'string' && (
            <Text size="sm" c="orange.9">
              Phone number not used: {unreadPhone}. It has no country code, or is no number of the shop’s country.
            </Text>
          )}
        </div>
      </Group>
      <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 6 }} spacing="md" m={0}>
        <Fact name="Lifetime value">{formatMoney(contact.lifetimeValue)}</Fact>
        <Fact name="Orders">{formatNumber(contact.orderCount)}</Fact>
        <Fact name="First order">
          <RelativeTime at={contact.firstOrderAt} empty="None" />
        </Fact>
        <Fact name="Last order">
          <RelativeTime at={contact.lastOrderAt} empty="None" />
        </Fact>
        <Fact name="Last seen">
          <RelativeTime at={contact.lastSeenAt} />
        </Fact>
        <Fact name={contact.registeredAt ? 'Registered' : 'Known since'}>
          <RelativeTime at={contact.registeredAt ?? contact.createdAt} />
        </Fact>
      </SimpleGrid>
    </Paper>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed" fw={500}>
        {name}
      </Text>
      <Text component="dd" m={0} fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {children}
      </Text>
    </div>
  );
}

function VerifiedBadge({ isVerified }: { isVerified: boolean }) {
  return isVerified ? (
    <Badge variant="light" color="pine" tt="none" title="A link sent to this address has been used">
      Verified
    </Badge>
  ) : (
    <Badge variant="light" color="gray" tt="none" title="No link sent to this address has been used yet">
      Not verified
    </Badge>
  );
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
