import { Box, Group, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

type Props = { title: string; about?: ReactNode; actions?: ReactNode; above?: ReactNode; children: ReactNode };

/** The frame of a screen: document title, heading, description, actions. */
export function Screen({ title, about, actions, above, children }: Props) {
  useDocumentTitle(`${title} · Beckon`);
  return (
    <Stack gap="lg" maw={1280} mx="auto">
      <Box>
        {above}
        <Group justify="space-between" align="flex-end" gap="md">
          <div>
            <Title order={1}>{title}</Title>
            {about && (
              <Text c="dimmed" size="sm" mt={4} maw="88ch" style={{ textWrap: 'pretty' }}>
                {about}
              </Text>
            )}
          </div>
          {actions && <Group gap="xs">{actions}</Group>}
        </Group>
      </Box>
      {children}
    </Stack>
  );
}
