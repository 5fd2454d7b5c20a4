import type { StorybookConfig } from '@storybook/react-vite';

/** The widgets in every state, and parts of the admin app. `pnpm storybook` shows them, `pnpm storybook:build` writes them to `.storybook/dist`. */
const config: StorybookConfig = {
  framework: '@storybook/react-vite',
  stories: ['../packages/widgets/src/**/*.stories.tsx', '../apps/admin/src/**/*.stories.tsx'],
  addons: ['@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true },
  // What reads types out of sources does not know TypeScript 7.
  typescript: { reactDocgen: false, check: false },
};

export default config;
