import { AnalyticsBrowser } from '@segment/analytics-next';

let analytics;

// As in docs/integrations/segment-sdks.md: the settings are given, so that nothing is fetched before the first event.
globalThis.peer = {
  async start(collector) {
    const segment = { apiKey: 'pk_bench', apiHost: `${new URL(collector).host}/v1`, protocol: 'http' };
    analytics = AnalyticsBrowser.load({
      writeKey: 'pk_bench',
      cdnURL: collector,
      cdnSettings: { plan: {}, integrations: { 'Segment.io': segment } },
    });
    await analytics;
  },
  track: (name, properties) => analytics.track(name, properties),
};
