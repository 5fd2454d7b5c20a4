import '../packages/widgets/src/styles.css';
import type { Preview } from '@storybook/react-vite';

const preview: Preview = {
  globalTypes: {
    theme: {
      description: 'Theme',
      toolbar: { title: 'Theme', items: ['light', 'dark'], dynamicTitle: true },
    },
    lang: {
      description: 'Language',
      toolbar: {
        title: 'Language',
        items: ['en', 'de', 'fr', 'es', 'it', 'nl', 'pl', 'pt', 'ja', 'ar'],
        dynamicTitle: true,
      },
    },
  },
  initialGlobals: { theme: 'light', lang: 'en' },
  parameters: { layout: 'fullscreen', a11y: { test: 'error' } },
  decorators: [
    (Story, { globals, args, title }) => {
      if (title.startsWith('Admin/')) return <Story />;
      document.body.style.background = globals.theme === 'dark' ? '#12110f' : '#f6f3ee';
      document.documentElement.lang = globals.lang;
      return (
        <main style={{ maxWidth: 560, margin: 'auto', padding: 32 }}>
          <h1 style={{ font: '600 15px system-ui', color: globals.theme === 'dark' ? '#fff' : '#000' }}>A shop</h1>
          <Story args={{ ...args, theme: globals.theme, lang: globals.lang }} />
        </main>
      );
    },
  ],
};

export default preview;
