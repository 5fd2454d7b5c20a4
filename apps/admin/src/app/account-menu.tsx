import {
  ActionIcon,
  Avatar,
  Group,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { IconLogout, IconMoon, IconSun } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { authClient } from '../parts/auth/auth-client.ts';
import { sessionQuery } from '../parts/auth/session-query.ts';

export function AccountMenu() {
  const { data: user } = useQuery(sessionQuery);
  const signOut = useSignOut();
  return (
    <Group gap={4} wrap="nowrap" justify="space-between">
      <Menu position="top-start" width={212} withArrow>
        <Menu.Target>
          <UnstyledButton p={6} flex={1} miw={0}>
            <Group gap={10} wrap="nowrap">
              <Avatar size={30} color="pine" name={user?.name || user?.email || ''} aria-hidden />
              <div style={{ minWidth: 0 }}>
                <Text size="sm" fw={550} truncate>
                  {user?.name || 'Signed in'}
                </Text>
                <Text size="xs" c="dimmed" truncate title={user?.email}>
                  {user?.email}
                </Text>
              </div>
            </Group>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={signOut}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ThemeToggle />
    </Group>
  );
}

function ThemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const next = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  const label = next === 'dark' ? 'Dark theme' : 'Light theme';
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={label} onClick={() => setColorScheme(next)}>
        {next === 'dark' ? <IconMoon size={18} stroke={1.7} /> : <IconSun size={18} stroke={1.7} />}
      </ActionIcon>
    </Tooltip>
  );
}

function useSignOut() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async () => {
    await authClient.signOut();
    queries.setQueryData(sessionQuery.queryKey, null);
    await navigate({ to: '/sign-in', search: {} });
    // The next user of this computer must not see this user's data.
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  };
}
