import { init, track } from '@plausible-analytics/tracker';

globalThis.peer = {
  start(collector) {
    const endpoint = `${collector}/api/event`;
    init({ domain: 'shop.example', endpoint, captureOnLocalhost: true, logging: false, autoCapturePageviews: false });
  },
  track: (name, properties) => track(name, { props: properties }),
};
