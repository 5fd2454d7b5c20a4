import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import '../app/app.css';
import { MantineProvider } from '@mantine/core';
import type { Decorator } from '@storybook/react-vite';
import { QueryClientProvider } from '@tanstack/react-query';
import { createQueryClient } from '../app/query-client.ts';
import { resolveVariables, theme } from '../app/theme.ts';
import { Screen } from '../parts/screen/screen.tsx';

/** The admin app around a part of it, in the theme of the toolbar. */
export const inAdmin: Decorator = (Story, { globals }) => (
  <MantineProvider
    theme={theme}
    cssVariablesResolver={resolveVariables}
    forceColorScheme={globals.theme === 'dark' ? 'dark' : 'light'}
  >
    <QueryClientProvider client={createQueryClient(() => {})}>
      <main style={{ maxWidth: 960, margin: 'auto', padding: 24 }}>
        <Screen title="A screen">
          <Story />
        </Screen>
      </main>
    </QueryClientProvider>
  </MantineProvider>
);
