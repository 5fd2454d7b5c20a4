import type { Contact } from '@beckon/contract';
import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { formatMoney } from '../format/money.ts';
import { formatNumber } from '../format/number.ts';
import type { Columns } from '../table/data-table.tsx';
import { RelativeTime } from '../time/relative-time.tsx';
import { ContactAvatar } from './contact-avatar.tsx';
import { contactName, contactSubline } from './contact-name.ts';
import { VerifiedMark } from './verified-mark.tsx';

export const contactColumns: Columns<Contact> = [
  {
    id: 'contact',
    header: 'Contact',
    cell: ({ row: { original: contact } }) => (
      <Group gap="sm" wrap="nowrap">
        <ContactAvatar contact={contact} size={32} visibleFrom="xs" />
        <div style={{ minWidth: 0 }}>
          <Group gap={6} wrap="nowrap">
            <Anchor
              component={Link}
              to={`/contacts/${contact.id}`}
              size="sm"
              fw={550}
              truncate
              onClick={(click) => click.stopPropagation()}
            >
              {contactName(contact)}
            </Anchor>
            {contact.emailVerified && <VerifiedMark />}
          </Group>
          <Text size="xs" c="dimmed" truncate>
            {contactSubline(contact)}
          </Text>
        </div>
      </Group>
    ),
  },
  {
    id: 'orders',
    header: 'Orders',
    cell: ({ row }) => formatNumber(row.original.orderCount),
    meta: { align: 'right', width: 90, visibleFrom: 'xs' },
  },
  {
    id: 'lifetimeValue',
    header: 'Lifetime value',
    cell: ({ row }) => formatMoney(row.original.lifetimeValue),
    meta: { align: 'right', width: 140 },
  },
  {
    id: 'lastOrder',
    header: 'Last order',
    cell: ({ row }) => <RelativeTime at={row.original.lastOrderAt} />,
    meta: { visibleFrom: 'sm', width: 150 },
  },
  {
    id: 'lastSeen',
    header: 'Last seen',
    cell: ({ row }) => <RelativeTime at={row.original.lastSeenAt} />,
    meta: { visibleFrom: 'md', width: 150 },
  },
];
