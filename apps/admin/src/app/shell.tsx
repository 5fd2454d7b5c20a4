import { AppShell, Burger, Divider, Group, ScrollArea, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Brand } from '../parts/brand/brand.tsx';
import { LiveProvider } from '../parts/live/live-provider.tsx';
import { AccountMenu } from './account-menu.tsx';
import { LiveBadge } from './live-badge.tsx';
import { NavLinks } from './nav-links.tsx';
import { RouteAnnouncer } from './route-announcer.tsx';

/** The frame around every screen of a signed-in user. */
export function Shell() {
  const [isOpen, { toggle, close }] = useDisclosure();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a narrow window, arriving somewhere closes the menu
  useEffect(close, [pathname]);
  return (
    <LiveProvider>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <AppShell
        header={{ height: { base: 56, sm: 0 } }}
        navbar={{ width: 236, breakpoint: 'sm', collapsed: { mobile: !isOpen } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        {/* A drawer contains a header element: in a named section it is not a second banner. */}
        <AppShell.Header hiddenFrom="sm" role="none">
          <Group component="section" aria-label="Top bar" h="100%" px="md" gap="sm">
            <Burger
              opened={isOpen}
              onClick={toggle}
              size="sm"
              aria-label={isOpen ? 'Close the menu' : 'Open the menu'}
            />
            <Brand size={26} />
          </Group>
        </AppShell.Header>
        <AppShell.Navbar p="sm">
          <Group px={10} pt={8} pb="lg" visibleFrom="sm">
            <Brand />
          </Group>
          <AppShell.Section grow component={ScrollArea}>
            <NavLinks />
          </AppShell.Section>
          <Stack gap="xs">
            <LiveBadge />
            <Divider />
            <AccountMenu />
          </Stack>
        </AppShell.Navbar>
        <AppShell.Main id="content" tabIndex={-1} className="shell-main" style={{ outline: 'none' }}>
          <Outlet />
        </AppShell.Main>
      </AppShell>
      <RouteAnnouncer />
    </LiveProvider>
  );
}
