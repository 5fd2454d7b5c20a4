import { buildBrowserFiles } from '../apps/server/src/build-browser.ts';

/** Builds tracker, widgets, admin app and storefront, as far as their sources have changed. */
await buildBrowserFiles(console.log);
