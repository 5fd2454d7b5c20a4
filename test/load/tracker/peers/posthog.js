import posthog from 'posthog-js/dist/module.no-external.js';

// Events only, which makes it faster than its defaults, and without its limit of ten events a second, which drops the
// rest.
globalThis.peer = {
  start(collector) {
    posthog.init('phc_bench', {
      api_host: collector,
      autocapture: false,
      capture_pageview: false,
      capture_pageleave: false,
      disable_session_recording: true,
      disable_surveys: true,
      advanced_disable_flags: true,
      opt_out_useragent_filter: true,
      person_profiles: 'identified_only',
      rate_limiting: { events_per_second: 10_000, events_burst_limit: 10_000 },
    });
  },
  track: (name, properties) => posthog.capture(name, properties),
};
