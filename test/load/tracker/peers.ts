/** One of the trackers that are compared. */
export type Peer = {
  id: string;
  title: string;
  /**
   * Where its code comes from: the file that `pnpm build` made of ours, an adapter in `peers/` to bundle with its npm
   * package, or a script that a site loads as it is, out of an npm package or a checkout.
   */
  from:
    | { built: string }
    | { adapter: string; package: string }
    | { script: string; package: string }
    | { script: string; checkout: string };
  /** Marks in a script that its own build fills in. */
  fill?: Record<string, string>;
  /** Attributes of its script tag. */
  attributes?: (collector: string) => Record<string, string>;
  /** A line after the code of a script: how to call it. Adapters have theirs in the file. */
  handle?: string;
  /** What its server says to paths that match, where more than a friendly JSON object is needed before it sends. */
  answers?: { path: RegExp; body: unknown };
};

export const beckon: Peer = {
  id: 'beckon',
  title: 'Beckon',
  from: { built: 'packages/tracker/dist/beckon.js' },
  attributes: (collector) => ({
    'data-key': 'pk_bench',
    'data-api': collector,
    'data-consent': 'granted',
    'data-auto': 'off',
  }),
  handle: 'globalThis.peer = { start() {}, track: beckon.track };',
};

const umami: Peer = {
  id: 'umami',
  title: 'Umami',
  from: { script: 'src/tracker/index.js', package: 'umami' },
  fill: { __COLLECT_API_HOST__: '', __COLLECT_API_ENDPOINT__: '/api/send' },
  attributes: (collector) => ({ 'data-website-id': 'bench', 'data-host-url': collector, 'data-auto-track': 'false' }),
  handle: 'globalThis.peer = { start() {}, track: umami.track };',
};

/** Umami's newer trackers are in its repository alone, not on npm. */
export const umamiOf = (checkout: string): Peer => ({
  ...umami,
  id: 'umami-checkout',
  from: { script: 'src/tracker/index.js', checkout },
});

/** Ours first. None of them records page views, clicks or sessions by itself here: what is measured is events. */
export const peers: readonly Peer[] = [
  beckon,
  {
    id: 'plausible',
    title: 'Plausible',
    from: { adapter: 'plausible.js', package: '@plausible-analytics/tracker' },
  },
  umami,
  { id: 'segment', title: 'Segment', from: { adapter: 'segment.js', package: '@segment/analytics-next' } },
  { id: 'posthog', title: 'PostHog', from: { adapter: 'posthog.js', package: 'posthog-js' } },
  {
    id: 'rudderstack',
    title: 'RudderStack',
    from: { adapter: 'rudderstack.js', package: '@rudderstack/analytics-js' },
    answers: {
      path: /sourceConfig/,
      body: {
        source: {
          id: 'bench',
          name: 'bench',
          writeKey: 'bench',
          enabled: true,
          workspaceId: 'bench',
          updatedAt: '2026-01-01T00:00:00.000Z',
          config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
          destinations: [],
          dataplanes: {},
          connections: [],
        },
      },
    },
  },
  { id: 'mixpanel', title: 'Mixpanel', from: { adapter: 'mixpanel.js', package: 'mixpanel-browser' } },
  { id: 'amplitude', title: 'Amplitude', from: { adapter: 'amplitude.js', package: '@amplitude/analytics-browser' } },
];
