/** One of the compared trackers. */
export type Peer = {
  id: string;
  title: string;
  /**
   * The origin of its code: the file that `pnpm build` creates for ours, an adapter in `peers/` to bundle with its npm
   * package, or a ready-made script from an npm package or a checkout.
   */
  from:
    | { built: string }
    | { adapter: string; package: string }
    | { script: string; package: string }
    | { script: string; checkout: string };
  /** Placeholders in a script that its own build replaces. */
  fill?: Record<string, string>;
  /** Attributes of its script tag. */
  attributes?: (collector: string) => Record<string, string>;
  /** Code appended to a script that defines how to call it. Adapters contain this in their file. */
  handle?: string;
  /** Responses to matching paths, if the tracker needs more than a plain JSON object before it sends. */
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

/** Umami's newer trackers are only in its repository, not on npm. */
export const umamiOf = (checkout: string): Peer => ({
  ...umami,
  id: 'umami-checkout',
  from: { script: 'src/tracker/index.js', checkout },
});

/** Ours first. Automatic page views, clicks and sessions are turned off for all: only events are measured. */
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
