import { Badge, NavLink, Stack } from '@mantine/core';
import {
  IconActivity,
  IconForms,
  IconHome2,
  IconInbox,
  IconPlugConnected,
  IconStack2,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { mailboxQuery } from '../features/mailbox/api/mailbox-query.ts';
import { queueQuery } from '../features/queue/api/queue-query.ts';
import { formatNumber } from '../parts/format/number.ts';

/** The screens. Those that need attention show a number. */
export function NavLinks() {
  const { data: queue } = useQuery({ ...queueQuery, refetchInterval: 30_000 });
  const { data: mailbox } = useQuery(mailboxQuery);
  const failed = (queue?.jobs.dead ?? 0) + (queue?.quarantined ?? 0);
  return (
    <Stack gap={2} component="nav" aria-label="Screens">
      <Entry to="/" label="Overview" icon={IconHome2} />
      <Entry to="/events" label="Events" icon={IconActivity} />
      <Entry to="/contacts" label="Contacts" icon={IconUsers} />
      <Entry to="/widgets" label="Widgets" icon={IconForms} />
      <Entry
        to="/queue"
        label="Queue"
        icon={IconStack2}
        badge={
          failed > 0 && (
            <Badge size="sm" color="red" variant="light" title={`${formatNumber(failed)} need attention`}>
              {formatNumber(failed)}
            </Badge>
          )
        }
      />
      <Entry to="/sources" label="Sources" icon={IconPlugConnected} />
      {mailbox && (
        <Entry
          to="/mailbox"
          label="Mailbox"
          icon={IconInbox}
          badge={
            <Badge size="sm" color="gray" variant="light" title="Development only">
              dev
            </Badge>
          }
        />
      )}
    </Stack>
  );
}

type EntryProps = { to: string; label: string; icon: TablerIcon; badge?: ReactNode };

function Entry({ to, label, icon: Icon, badge }: EntryProps) {
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const isHere = to === '/' ? pathname === '/' : pathname === to || pathname.startsWith(`${to}/`);
  return (
    <NavLink
      component={Link}
      to={to}
      className="nav-link"
      label={label}
      leftSection={<Icon size={18} stroke={1.7} />}
      rightSection={badge || null}
      active={isHere}
      aria-current={isHere ? 'page' : undefined}
    />
  );
}
