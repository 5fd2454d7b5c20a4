import { Badge, NavLink, Stack, VisuallyHidden } from '@mantine/core';
import {
  IconActivity,
  IconBell,
  IconChartPie,
  IconDeviceMobileMessage,
  IconForms,
  IconHome2,
  IconInbox,
  IconPlugConnected,
  IconRoute,
  IconSpeakerphone,
  IconStack2,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { openAlertsQuery } from '../features/alerts/api/alerts-query.ts';
import { mailboxQuery } from '../features/mailbox/api/mailbox-query.ts';
import { phoneQuery } from '../features/mailbox/api/phone-query.ts';
import { queueQuery } from '../features/queue/api/queue-query.ts';
import { useMay } from '../parts/auth/use-may.ts';
import { counted, formatNumber } from '../parts/format/number.ts';

const developmentOnly = (
  <Badge size="sm" color="gray" variant="light" title="Development only">
    dev
  </Badge>
);

/** The screens. Those that need attention show a number. */
export function NavLinks() {
  const { data: queue } = useQuery({ ...queueQuery, refetchInterval: 30_000 });
  const mayReadAlerts = useMay('operations.read');
  const { data: alerts = 0 } = useQuery({ ...openAlertsQuery, enabled: mayReadAlerts, refetchInterval: 30_000 });
  const { data: mailbox } = useQuery(mailboxQuery);
  const { data: hasPhone } = useQuery(phoneQuery);
  const failed = (queue?.jobs.dead ?? 0) + (queue?.quarantined ?? 0);
  return (
    <Stack gap={2} component="nav" aria-label="Screens">
      <Entry to="/" label="Overview" icon={IconHome2} />
      <Entry to="/events" label="Events" icon={IconActivity} />
      <Entry to="/contacts" label="Contacts" icon={IconUsers} />
      <Entry to="/segments" label="Segments" icon={IconChartPie} />
      <Entry to="/campaigns" label="Campaigns" icon={IconSpeakerphone} />
      <Entry to="/flows" label="Flows" icon={IconRoute} />
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
      {mayReadAlerts && (
        <Entry
          to="/alerts"
          label="Alerts"
          icon={IconBell}
          badge={
            alerts > 0 && (
              <Badge size="sm" color="red" variant="filled" title={counted(alerts, 'open alert')}>
                {formatNumber(alerts)}
              </Badge>
            )
          }
        />
      )}
      <Entry to="/sources" label="Sources" icon={IconPlugConnected} />
      {mailbox && <Entry to="/mailbox" label="Mailbox" icon={IconInbox} badge={developmentOnly} />}
      {hasPhone && (
        // A page of the server, not a screen of this app.
        <NavLink
          href="/phone"
          target="_blank"
          className="nav-link"
          label={
            <>
              Phone <VisuallyHidden>(opens in a new tab)</VisuallyHidden>
            </>
          }
          leftSection={<IconDeviceMobileMessage size={18} stroke={1.7} />}
          rightSection={developmentOnly}
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
