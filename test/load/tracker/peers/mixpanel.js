import mixpanel from 'mixpanel-browser/src/loaders/loader-module-core';

globalThis.peer = {
  start: (collector) =>
    mixpanel.init('bench', { api_host: collector, autocapture: false, persistence: 'localStorage', ignore_dnt: true }),
  track: (name, properties) => mixpanel.track(name, properties),
};
