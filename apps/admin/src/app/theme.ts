import { type CSSVariablesResolver, createTheme, type MantineColorsTuple, Notification } from '@mantine/core';

const pine: MantineColorsTuple = [
  '#edf8f4',
  '#d6efe6',
  '#aee0ce',
  '#80ceb4',
  '#55b898',
  '#349c7e',
  '#1f7f67',
  '#176856',
  '#135346',
  '#0d3b32',
];
const amber: MantineColorsTuple = [
  '#fff7e8',
  '#feebc8',
  '#fcd994',
  '#f9c662',
  '#f7b955',
  '#e39a24',
  '#b97612',
  '#8f580b',
  '#6d4309',
  '#4a2e07',
];
/** A dark theme with a breath of green, so that it belongs to the mark. */
const dark: MantineColorsTuple = [
  '#dbe3e0',
  '#b9c4c0',
  '#93a09b',
  '#6d7a75',
  '#3a4541',
  '#2b3431',
  '#1c2321',
  '#141a18',
  '#0f1413',
  '#0a0e0d',
];

export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  colors: { pine, amber, dark },
  fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace",
  headings: {
    fontFamily: "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif",
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.25' }, h4: { fontSize: '0.9375rem', lineHeight: '1.4' } },
  },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }),
  },
});

/** Mantine's light variant is nearly black on a dark ground: a tint of the colour reads better. */
const darkTints = Object.fromEntries(
  ['pine', 'amber', 'blue', 'grape', 'red', 'gray'].flatMap((color) => [
    [`--mantine-color-${color}-light`, `color-mix(in srgb, var(--mantine-color-${color}-4) 16%, transparent)`],
    [`--mantine-color-${color}-light-hover`, `color-mix(in srgb, var(--mantine-color-${color}-4) 24%, transparent)`],
    [`--mantine-color-${color}-light-color`, `var(--mantine-color-${color}-3)`],
  ]),
);

/** Mantine's own dimmed text is too pale for WCAG AA on a tinted ground; the rest are colours of our own. */
export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#16211e',
    '--mantine-color-dimmed': '#55615d',
    '--mantine-color-placeholder': '#68736f',
    '--mantine-color-default-border': '#dfe5e2',
    '--beckon-ground': '#f7f9f8',
    '--beckon-well': '#f6f8f7',
    '--beckon-code-key': '#0f5a8a',
    '--beckon-code-string': '#176856',
    '--beckon-code-number': '#8a4b08',
  },
  dark: {
    '--mantine-color-body': '#171d1b',
    '--mantine-color-dimmed': '#9aa7a2',
    '--mantine-color-placeholder': '#8b9893',
    '--mantine-color-default-border': '#2c3633',
    '--beckon-ground': '#101513',
    '--beckon-well': '#131917',
    '--beckon-code-key': '#8cc8ee',
    '--beckon-code-string': '#80ceb4',
    '--beckon-code-number': '#f3bf74',
    ...darkTints,
  },
});
