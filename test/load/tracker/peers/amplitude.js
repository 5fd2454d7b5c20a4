import { init, track } from '@amplitude/analytics-browser';

globalThis.peer = {
  start: (collector) =>
    init('0123456789abcdef0123456789abcdef', undefined, {
      serverUrl: `${collector}/2/httpapi`,
      autocapture: false,
      remoteConfig: { fetchRemoteConfig: false },
    }).promise,
  track: (name, properties) => track(name, properties),
};
